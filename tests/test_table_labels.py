"""Cells of wide tables carry the heading of their column, so that a phone can show a row as a card."""

from trustcenter.markdown.table_labels import labelled
from trustcenter.markdown.to_html import ANYWHERE, render


def html(text):
    return render(text, source="", page="", site=ANYWHERE).html


WIDE = "| Name | Data | “Where” & *why* |\n|---|---|---|\n| Harbor | Calls | US |\n| Reef |  | |\n"


def test_cells_after_the_first_carry_the_heading_of_their_column():
    made = labelled(html(WIDE))
    assert '<td>Harbor</td>\n<td data-label="Data">Calls</td>\n<td data-label="“Where” &amp; why">US</td>' in made
    assert made.count('class="tc-table tc-labelled"') == 1


def test_nothing_else_of_the_page_changes():
    text = "## A\n\nWords `<td>` and <b>more</b>.\n\n" + WIDE + "\n- a\n- b\n"
    made = labelled(html(text))
    assert made != html(text)
    assert made.replace(" tc-labelled", "").replace(' data-label="Data"', "").replace(
        ' data-label="“Where” &amp; why"', ""
    ) == html(text)


def test_two_columns_fit_as_they_are():
    narrow = html("| Name | Data |\n|---|---|\n| Harbor | Calls |\n")
    assert labelled(narrow) == narrow


def test_rows_folded_into_a_table_of_their_own_have_the_labels_of_the_outer_one():
    head = "<thead>\n<tr>\n<th>A</th>\n<th>B</th>\n<th>C</th>\n</tr>\n</thead>"
    row = "<tr>\n<td>1</td>\n<td>2</td>\n<td>3</td>\n</tr>"
    folded = (
        f'<tr>\n<td colspan="3"><details><table class="tc-table"><tbody>{row}</tbody></table></details></td>\n</tr>'
    )
    made = labelled(f'<table class="tc-table">{head}<tbody>{folded}{row}</tbody></table>')
    assert made.count('<td>1</td>\n<td data-label="B">2</td>\n<td data-label="C">3</td>') == 2
    assert '<td colspan="3">' in made
    after = labelled(made + f'<table class="tc-table"><tbody>{row}</tbody></table>')
    assert after.endswith(f'<table class="tc-table"><tbody>{row}</tbody></table>')


def test_a_table_whose_headings_changed_is_left_as_it_is():
    changed = html(WIDE).replace("Name", "<del>Name</del><ins>Vendor</ins>")
    assert labelled(changed) == changed


def test_a_heading_cannot_end_the_attribute():
    made = labelled(html('| A | "B" onclick="x | C |\n|---|---|---|\n| 1 | 2 | 3 |\n'))
    assert 'data-label="&quot;B&quot; onclick=&quot;x"' in made
