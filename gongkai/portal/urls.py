"""Public addresses. What stands under /d/ and /n/ is permanent."""

from django.urls import include, path, re_path

from .api import api
from .pages import catalogue, columns, documents, elder, feeds, home, lookup, machine, me, records, search
from .pages.asking import follow, receipt

pages = [
    path("", home.home, name="home"),
    path("open/", home.disclosure, name="disclosure"),
    path("c/<str:code>/", columns.column, name="column"),
    path("c/<str:code>/feed.<str:written_as>", feeds.column, name="column-feed"),
    path("feed.<str:written_as>", feeds.site, name="feed"),
    path("opensearch.xml", feeds.opensearch, name="opensearch"),
    path("d/<int:pk>/", documents.document, name="document"),
    path("d/<int:pk>/v/<int:serial>/", documents.earlier_version, name="version"),
    path("d/<int:pk>/diff/<int:older>/<int:newer>/", documents.difference, name="difference"),
    path("d/<int:pk>/r/", records.record_list, name="records"),
    path("d/<int:pk>/r/<int:record>/", records.record, name="record"),
    path("d/<int:pk>/records.csv", records.download, name="records-csv"),
    path("d/<int:pk>/a/<int:attachment>/", documents.attachment, name="attachment"),
    path("d/<int:pk>/a/<int:attachment>/<str:name>", documents.attachment, name="attachment-named"),
    re_path(r"^f/(?P<digest>[0-9a-f]{64})(?:\.[a-z0-9]{1,5})?$", documents.image, name="image"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/catalogue.csv", catalogue.as_csv, name="catalogue-csv"),
    path("catalogue/catalogue.xlsx", catalogue.as_xlsx, name="catalogue-xlsx"),
    path("catalogue/monthly/<int:year>-<int:month>/", catalogue.month, name="month"),
    path("catalogue/<str:code>/", catalogue.item, name="catalogue-item"),
    path("s", search.search, name="search"),
    path("s.<str:written_as>", search.feed, name="search-feed"),
    path("s/suggest", search.suggest, name="suggest"),
    path("s/report", search.report, name="search-report"),
    path("doc/<path:doc_no>", lookup.by_doc_no, name="doc-no"),
    path("n/<path:number>", lookup.by_number, name="number"),
    path("ask/", receipt.Choose.as_view(), name="ask"),
    path("ask/receipt/", receipt.ReceiptPage.as_view(), name="ask-receipt"),
    path("ask/follow/", follow.Follow.as_view(), name="ask-follow"),
    path("me/", me.Me.as_view(), name="me"),
    path("me/login/", me.Login.as_view(), name="me-login"),
    path("me/return/", me.Return.as_view(), name="me-return"),
    path("me/logout/", me.Logout.as_view(), name="me-logout"),
    path("me/leave/", me.Leave.as_view(), name="me-leave"),
    path("map/", home.site_map, name="map"),
    path("en/", home.english, name="english"),
    path("about/", home.about, name="about"),
    path("developers/", home.developers, name="developers"),
    path("elder/<int:size>/", elder.switch, name="elder"),
    path("healthz", machine.health, name="health"),
    path("robots.txt", machine.robots, name="robots"),
    path(".well-known/security.txt", machine.security, name="security"),
    path("favicon.ico", machine.favicon, name="favicon"),
    path("sitemap.xml", machine.sitemap_index, name="sitemap"),
    path("sitemap-columns.xml", machine.sitemap_columns, name="sitemap-columns"),
    path("sitemap-<int:number>.xml", machine.sitemap_part, name="sitemap-part"),
]

# The interface keeps its own name space, so that its description finds its own address.
urlpatterns = [path("api/v1/", api.urls), path("", include((pages, "portal")))]
