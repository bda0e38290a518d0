from django.urls import path, re_path

from shuren.modules.office.views import archive, drafts, notices, received, sent, sheets

app_name = "office"
urlpatterns = [
    path("office/sent/", sent.register, name="register"),
    re_path(r"^office/sent\.(?P<form>xlsx|csv)$", sent.export, name="export"),
    path("office/sent/<int:paper_id>/", sent.paper, name="paper"),
    path("office/sent/<int:paper_id>/files/<int:place>", sent.file, name="file"),
    path("office/sent/<int:paper_id>/send-on", sent.send_on, name="send_on"),
    path("office/sent/<int:paper_id>/urge", sent.urge, name="urge"),
    path("office/sent/<int:paper_id>/note-end", sent.note_end, name="note_above"),
    path("office/sent/<int:paper_id>/file-away", archive.file_sent, name="file_sent"),
    path("office/letterhead/", sent.letterhead, name="letterhead"),
    path("office/drafts/<int:case_id>.pdf", drafts.layout, name="layout"),
    path("office/drafts/<int:case_id>/versions/", drafts.versions, name="versions"),
    path("office/sheets/<int:case_id>/", sheets.sheet, name="sheet"),
    path("office/sheets/<int:case_id>.pdf", sheets.printed, name="sheet_pdf"),
    path("office/preview/", drafts.preview, name="preview"),
    path("office/search/", archive.search, name="search"),
    path("office/archive/", archive.catalogue, name="catalogue"),
    re_path(r"^office/archive\.(?P<form>xlsx|csv)$", archive.export, name="catalogue_export"),
    path("office/receipts/", archive.receipts, name="receipts"),
    path("office/receipts/urge", archive.urge_all, name="urge_all"),
    path("office/received/<int:delivery_id>/file-away", archive.file_received, name="file_received"),
    path("office/received/", received.inbox, name="inbox"),
    path("office/received/<int:delivery_id>/", received.delivery, name="delivery"),
    path("office/received/<int:delivery_id>/confirm", received.confirm, name="confirm"),
    path("office/received/<int:delivery_id>/note-end", received.note_end, name="note_end"),
    path("office/received/<int:delivery_id>/files/<int:place>", received.file, name="received_file"),
    path("office/notices/", notices.board, name="board"),
    path("office/notices/published/", notices.published, name="published"),
    path("office/notices/<int:notice_id>/", notices.notice, name="notice"),
    path("office/notices/<int:notice_id>/withdraw", notices.withdraw, name="withdraw"),
    path("office/notices/<int:notice_id>/pin", notices.pin, name="pin"),
    path("news/", notices.news, name="news"),
    path("news/<int:notice_id>/", notices.public_notice, name="public_notice"),
]
