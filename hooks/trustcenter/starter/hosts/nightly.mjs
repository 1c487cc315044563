// Builds the site every night, because its pages print the day they were built for.
// BUILD_HOOK is the address of a build hook: Site configuration → Build & deploy → Build hooks.
export default async () => {
  const answer = await fetch(process.env.BUILD_HOOK, { method: "POST" });
  return new Response(`build hook: ${answer.status}`, { status: answer.ok ? 200 : 502 });
};

// In UTC: just after midnight in << timezone >>, an hour later in summer time.
export const config = { schedule: "7 << utc_hour >> * * *" };
