"""What a recipient opens on a phone; contract.md fixes the addresses."""

from django.urls import path

from clearance.upload import afterwards, allowing, joining, public, views

app_name = "upload"
urlpatterns = [
    path("", public.entrance, name="entrance"),
    path("sent/", public.sent, name="sent"),
    path("privacy/", public.privacy, name="privacy"),
    path("withdraw/", public.withdraw, name="withdraw"),
    path("photos/", views.photos, name="photos"),
    path("check/", views.check, name="check"),
    path("code/", joining.code, name="code"),
    path("code/ask/", joining.code_ask, name="code-ask"),
    path("done/", afterwards.done, name="done"),
    path("status/", afterwards.status, name="status"),
    path("status/ask/", afterwards.status_ask, name="status-ask"),
    path("status/code/", afterwards.status_code, name="status-code"),
    path("feedback/", afterwards.feedback, name="feedback"),
    path("not-me/", views.not_me, name="not-me"),
    # Last: any other word is taken for the token of a link.
    path("<str:token>/", public.open_link, name="link"),
    path("<str:token>/look/", allowing.look, name="look"),
    path("<str:token>/resend/", public.resend, name="resend"),
]
