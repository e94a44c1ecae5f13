"""Order files brought in over the desk: checked, confirmed, discarded, taken back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clearance.desk import imports
from clearance.exchange import services
from clearance.exchange.models import ImportBatch
from clearance.exchange.reading.problems import REMEDIES
from clearance.keys.models import DataKey
from clearance.orders.models import Order
from tests.factories import NAME, PHONE, browser_of, make_merchant, make_staff

pytestmark = pytest.mark.django_db

LIST, NEW = "/desk/imports/", "/desk/imports/new/"
HEADER = "order_no,channel,placed_at,recipient_name,recipient_phone,paid"


def operator():
    return browser_of(make_staff("operations"))


def file_of(*rows, header=HEADER, name="orders.csv"):
    text = "\n".join([header, *rows]) + "\n"
    return SimpleUploadedFile(name, text.encode(), "text/csv")


def row(number, *, channel="direct_mail", phone=PHONE):
    return f"{number},{channel},2026-11-20 10:00:00,{NAME},{phone},120.00"


def uploaded(browser, *rows, **fields):
    """The import of these rows, checked; and the answer to its upload."""
    form = {"merchant": make_merchant().pk, "file": file_of(*rows)} | fields
    answer = browser.post(NEW, form)
    return ImportBatch.objects.order_by("-pk").first(), answer


def detail(batch):
    return f"{LIST}{batch.pk}/"


def run_worker():
    services.drive_imports(now=timezone.now())


def test_a_small_file_is_checked_at_once_and_nothing_is_imported():
    browser = operator()

    batch, answer = uploaded(browser, row("A1"), row("A2"))

    assert (answer.status_code, answer["Location"]) == (303, detail(batch))
    assert (batch.state, batch.created, Order.objects.count()) == ("CHECKED", 2, 0)


def test_the_preview_is_masked():
    browser = operator()
    batch, _answer = uploaded(browser, row("A1"))

    html = browser.get(detail(batch)).content.decode()

    assert "A1" in html
    assert "李**" in html
    assert NAME not in html
    assert PHONE not in html
    assert "Import 1 order" in html


def test_each_error_names_row_column_code_and_remedy():
    browser = operator()
    batch, _answer = uploaded(browser, row("A1"), row("A2", channel="by-balloon"))

    html = browser.get(detail(batch)).content.decode()

    cells = [
        '<th scope="row" class="n">3</th>',
        '<td class="mono">channel</td>',
        '<td class="mono">channel_unknown</td>',
        f">{REMEDIES['channel_unknown']}</td>",
    ]
    assert [cell in html for cell in cells] == [True] * 4
    assert "by-balloon" not in html


def test_the_error_file_is_a_download_without_any_value():
    browser = operator()
    batch, _answer = uploaded(browser, row("A2", channel="by-balloon"))

    answer = browser.get(f"{detail(batch)}errors.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="import-')
    assert text.splitlines()[1].startswith("2,channel,channel_unknown,")
    assert "by-balloon" not in text
    assert NAME not in text


def test_confirming_imports_by_the_worker_and_the_page_shows_the_result():
    browser = operator()
    batch, _answer = uploaded(browser, row("A1"), row("A2"))

    answer = browser.post(f"{detail(batch)}confirm/")
    running = browser.get(detail(batch)).content.decode()
    run_worker()
    done = browser.get(detail(batch)).content.decode()

    assert (answer.status_code, answer["Location"]) == (303, detail(batch))
    assert 'id="progress" data-poll="3"' in running
    assert "0 orders done so far" in running
    assert "data-poll" not in done
    assert Order.objects.count() == 2
    assert DataKey.objects.filter(purpose="BATCH").count() == 0


def test_all_or_nothing_with_an_error_cannot_be_confirmed():
    browser = operator()
    batch, _answer = uploaded(
        browser, row("A1"), row("A2", channel="by-balloon"), all_or_nothing="on"
    )

    html = browser.get(detail(batch)).content.decode()
    browser.post(f"{detail(batch)}confirm/")

    batch.refresh_from_db()
    assert "you asked for all or none" in html
    assert f"{detail(batch)}confirm/" not in html
    assert batch.state == "CHECKED"


def test_the_same_file_again_would_change_nothing():
    browser = operator()
    batch, _answer = uploaded(browser, row("A1"))
    browser.post(f"{detail(batch)}confirm/")
    run_worker()

    again, _answer = uploaded(browser, row("A1"))

    html = browser.get(detail(again)).content.decode()
    assert (again.unchanged, again.created) == (1, 0)
    assert "This file would change nothing." in html


def test_a_file_that_cannot_be_read_says_why_and_is_destroyed():
    browser = operator()
    form = {
        "merchant": make_merchant().pk,
        "file": file_of("1,2", header="these,are,no,columns"),
    }

    answer = browser.post(NEW, form)

    batch = ImportBatch.objects.get()
    html = browser.get(answer["Location"]).content.decode()
    assert batch.state == "REFUSED"
    assert "header_missing" in html
    assert DataKey.objects.filter(purpose="BATCH").count() == 0


def test_a_longer_file_is_left_to_the_worker(monkeypatch):
    monkeypatch.setattr(imports, "AT_ONCE_BYTES", 10)
    browser = operator()

    batch, _answer = uploaded(browser, row("A1"))
    waiting = browser.get(detail(batch)).content.decode()
    run_worker()

    assert batch.state == "CHECKING"
    assert 'data-poll="3"' in waiting
    assert ">Refresh</a>" in waiting
    batch.refresh_from_db()
    assert batch.state == "CHECKED"


def test_discarding_destroys_the_file_and_comes_too_late_after_confirming():
    browser = operator()
    first, _answer = uploaded(browser, row("A1"))
    second, _answer = uploaded(browser, row("A2"))
    browser.post(f"{detail(second)}confirm/")

    browser.post(f"{detail(first)}discard/")
    browser.post(f"{detail(second)}discard/")

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.has_object) == ("DISCARDED", False)
    assert second.state == "RUNNING"


def test_an_import_nobody_built_on_is_taken_back_after_a_question():
    browser = operator()
    batch, _answer = uploaded(browser, row("A1"))
    browser.post(f"{detail(batch)}confirm/")
    run_worker()

    asked = browser.get(f"{detail(batch)}take-back/").content.decode()
    answer = browser.post(f"{detail(batch)}take-back/")

    assert "1 order of Hoshi is deleted for good" in asked
    assert answer.status_code == 303
    batch.refresh_from_db()
    assert (batch.state, Order.objects.count()) == ("TAKEN_BACK", 0)


def test_an_import_that_changed_orders_stays_and_says_why():
    browser = operator()
    batch, _answer = uploaded(browser, row("A1"))
    browser.post(f"{detail(batch)}confirm/")
    run_worker()
    second, _answer = uploaded(browser, row("A1", phone="13800004321"))
    browser.post(f"{detail(second)}confirm/")
    run_worker()

    html = browser.get(detail(second)).content.decode()
    answer = browser.post(f"{detail(second)}take-back/")

    assert "This import changed 1 order that was there before." in html
    assert answer.status_code == 409
    assert Order.objects.count() == 1


def test_without_a_file_or_shop_the_form_is_422():
    browser = operator()

    answer = browser.post(NEW, {})

    html = answer.content.decode()
    assert (answer.status_code, ImportBatch.objects.count()) == (422, 0)
    assert 'href="#id_merchant"' in html
    assert 'href="#id_file"' in html


def test_several_files_at_once_are_413():
    files = {f"f{n}": file_of(row("A1")) for n in range(5)}
    form = {"merchant": make_merchant().pk, "file": file_of(row("A1"))}

    answer = operator().post(NEW, form | files)

    assert (answer.status_code, ImportBatch.objects.count()) == (413, 0)
    assert DataKey.objects.filter(purpose="BATCH").count() == 0


def test_the_list_filters_by_state_and_clears():
    browser = operator()
    uploaded(browser, row("A1"))

    checked = browser.get(f"{LIST}?state=CHECKED").content.decode()
    done = browser.get(f"{LIST}?state=DONE").content.decode()

    assert "Hoshi" in checked
    assert "No import is in this state." in done
    assert "Clear filters" in done


def test_whoever_only_looks_gets_no_buttons_and_no_upload():
    batch, _answer = uploaded(operator(), row("A1"))
    auditor = browser_of(make_staff("auditor"))

    html = auditor.get(detail(batch)).content.decode()

    assert f"{detail(batch)}confirm/" not in html
    assert auditor.get(NEW).status_code == 403
    assert auditor.post(f"{detail(batch)}confirm/").status_code == 403
    assert auditor.post(f"{detail(batch)}discard/").status_code == 403
    assert auditor.post(f"{detail(batch)}take-back/").status_code == 403


def test_support_sees_no_imports():
    assert browser_of(make_staff("support")).get(LIST).status_code == 403


def test_an_unknown_import_is_not_found():
    answer = operator().get(f"{LIST}01900000-0000-7000-8000-000000000000/")

    assert answer.status_code == 404


def test_the_list_asks_the_database_as_often_for_three_rows_as_for_one():
    browser = operator()
    uploaded(browser, row("A1"))
    one = _queries(browser)
    uploaded(browser, row("A2"))
    uploaded(browser, row("A3"))

    assert _queries(browser) == one


def _queries(browser):
    browser.get(LIST)
    with CaptureQueriesContext(connection) as queries:
        browser.get(LIST)
    return len(queries)


def test_the_preview_says_that_changed_orders_are_decided_again():
    browser = operator()
    first, _answer = uploaded(browser, row("A1"))
    browser.post(f"{detail(first)}confirm/")
    services.drive_imports(now=timezone.now())
    same, _answer = uploaded(browser, row("A2"))
    changed, _answer = uploaded(browser, row("A1", channel="bonded"))

    said = [
        "A changed order is decided again" in browser.get(detail(each)).content.decode()
        for each in (same, changed)
    ]

    assert said == [False, True]
