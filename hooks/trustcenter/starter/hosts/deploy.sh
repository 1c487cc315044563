#!/bin/sh
# Builds the site for today and copies it to where it is served; run it after each merge and every night, for example
#   7 0 * * * cd /srv/center && TZ=<< timezone >> ./deploy.sh /srv/<< slug >>
# The first time: BASE=none ./deploy.sh /srv/<< slug >>
set -eu
target=${1:?name the folder that is served}
git pull --quiet --ff-only
make deployable
rsync --archive --checksum --delete site/ "$target/"
make announce
make refused # cron mails what a command says that fails
