"""What this app looks at: worker, queue, seals, disk, database, backups, certificate, clock. Each with its cure."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from django.conf import settings

from gongkai.journal import beats, clock, verifying
from gongkai.journal.health import Check, Finding, Level
from gongkai.journal.models import Delivery, Entry, Seal

from . import queries
from .services import backing_up

# Engineering values, no law.
WORKER_LATE, WORKER_GONE = timedelta(minutes=1), timedelta(minutes=5)
QUEUE_LATE, QUEUE_BAD = timedelta(minutes=2), timedelta(minutes=30)
SEAL_LATE = timedelta(minutes=5)
WHOLE_LATE = verifying.WHOLE_EVERY + timedelta(days=2)
DISK_LOW, DISK_BAD = 0.15, 0.05  # of the disk; and never less than
DISK_LOW_BYTES, DISK_BAD_BYTES = 2 * 2**30, 512 * 2**20
WAL_LARGE = 2**30
CERTIFICATE_SOON, CERTIFICATE_BAD = timedelta(days=30), timedelta(days=7)
AHEAD = timedelta(seconds=60)
MOST_COUNTED = 10_000
CERTIFICATE_BEAT = "certificate"


def worker() -> Finding:
    row = beats.last("worker")
    if row is None:
        return Finding(Level.BAD, "后台进程还没有运行过。", "请启动 python manage.py worker（gongkai-worker 服务）。")
    age = clock.now() - row.at
    figures = {"worker_beat_age_seconds": age.total_seconds()}
    if row.facts.get("stopped"):
        return Finding(Level.BAD, f"后台进程已在 {said(age)}前停止。", "请启动 gongkai-worker 服务；停止期间定时发布、通知和封存都会推迟。",
                       figures)  # fmt: skip
    if age > WORKER_LATE:
        level = Level.BAD if age > WORKER_GONE else Level.WATCH
        return Finding(level, f"后台进程已有 {said(age)}没有消息。",
                       "请查看 gongkai-worker 服务是否在运行；停止期间定时发布、通知和封存都会推迟。", figures)  # fmt: skip
    if row.facts.get("troubled"):
        names = "、".join(sorted(row.facts["faults"]))
        return Finding(
            Level.WATCH,
            f"后台进程在运行，但有事务没有做成：{names}。",
            "会自动重试；反复出现时请查看运行日志。",
            figures,
        )
    return Finding(Level.GOOD, f"后台进程在运行，{said(age)}前有消息。", "", figures)


def queue() -> Finding:
    now = clock.now()
    oldest = Delivery.objects.filter(state=Delivery.State.WAITING).order_by("next_at").values_list("next_at", flat=True)
    age = max(now - first, timedelta()) if (first := oldest.first()) else timedelta()
    depth = Delivery.objects.filter(state=Delivery.State.WAITING)[:MOST_COUNTED].count()
    dead = Delivery.objects.filter(state=Delivery.State.DEAD)[:MOST_COUNTED].count()
    figures = {"queue_depth": depth, "queue_age_seconds": age.total_seconds(), "deliveries_dead": dead}
    if dead:
        return Finding(Level.BAD, f"有 {dead} 件投递多次失败，已停止自动重试。", "请由审计或安全管理员在“日志—投递”查明原因后重新投递。",
                       figures)  # fmt: skip
    if age > QUEUE_LATE:
        level = Level.BAD if age > QUEUE_BAD else Level.WATCH
        return Finding(
            level,
            f"待投递 {depth} 件，最早的一件已等了 {said(age)}。",
            "请查看后台进程是否在运行、是否反复失败。",
            figures,
        )
    return Finding(Level.GOOD, f"待投递 {depth} 件，没有积压。", "", figures)


def seals() -> Finding:
    last = Seal.objects.order_by("-last_entry").values_list("last_entry", flat=True).first() or 0
    first = Entry.objects.filter(pk__gt=last).order_by("pk").values_list("at", flat=True).first()
    age = max(clock.now() - first, timedelta()) if first else timedelta()
    checked = verifying.state()
    figures = {"seal_lag_seconds": age.total_seconds(), "journal_breaks": len(checked.broken)}
    if checked.broken:
        return Finding(Level.BAD, f"日志封存链有 {len(checked.broken)} 处对不上，日志可能被改动过。",
                       "请保护现场、不要重启，立即通知审计管理员在“日志—核对封存”查看。", figures)  # fmt: skip
    if age > SEAL_LATE:
        return Finding(Level.WATCH, f"有日志 {said(age)}没有封存。", "请查看后台进程是否在运行。", figures)
    if checked.whole_at and clock.now() - datetime.fromisoformat(checked.whole_at) > WHOLE_LATE:
        return Finding(Level.WATCH, "封存链已超过一周没有从头核对完。", "请查看后台进程是否一直在运行。", figures)
    if not checked.entry:
        return Finding(Level.UNKNOWN, "封存链还没有核对过。", "后台进程运行后会自动核对。", figures)
    return Finding(Level.GOOD, f"已封存到第 {last} 条，已核对到第 {checked.entry} 条，完整。", "", figures)


def disk() -> Finding:
    use = shutil.disk_usage(settings.VAR)
    free = use.free / use.total
    sentence = f"数据所在磁盘剩余 {size(use.free)}，占 {free:.0%}。"
    figures = {"disk_free_bytes": use.free, "disk_total_bytes": use.total}
    cure = "请清理或扩容；磁盘写满时网站仍可阅读，但不能登录、提交和发布。"
    if free < DISK_BAD or use.free < DISK_BAD_BYTES:
        return Finding(Level.BAD, sentence, cure, figures)
    if free < DISK_LOW or use.free < DISK_LOW_BYTES:
        return Finding(Level.WATCH, sentence, cure, figures)
    return Finding(Level.GOOD, sentence, "", figures)


def database() -> Finding:
    total, log = queries.database_bytes()
    figures = {"database_bytes": total, "database_wal_bytes": log}
    if log > WAL_LARGE:
        return Finding(Level.WATCH, f"数据库 {size(total)}，写前日志 {size(log)}，偏大。",
                       "通常是有很久没有结束的读取；请重启后台进程和网站，日志会自行合并。", figures)  # fmt: skip
    return Finding(Level.GOOD, f"数据库 {size(total)}" + (f"，写前日志 {size(log)}。" if log else "。"), "", figures)


def backups() -> Finding:
    entry = backing_up.last_one()
    cure = "请运行 python manage.py backup DIR，并启用 gongkai-backup 定时器。"
    if entry is None:
        return Finding(Level.WATCH if settings.PRODUCTION else Level.UNKNOWN, "还没有备份过。", cure)
    age = clock.now() - entry.at
    figures = {"backup_age_seconds": age.total_seconds(), "backup_bytes": float(entry.facts["bytes"])}
    sentence = f"最近一次备份在 {said(age)}前，{entry.facts['rows']:,} 行、{entry.facts['files']:,} 个文件。"
    limit = timedelta(hours=settings.BACKUP_HOURS)
    if age > limit:
        return Finding(Level.BAD if age > 3 * limit else Level.WATCH, sentence, cure, figures)
    return Finding(Level.GOOD, sentence, "", figures)


def certificate() -> Finding:
    """By the certificate's file, or by what the hourly look saw at the site's own address."""
    if not settings.CERTIFICATE:
        return Finding(Level.UNKNOWN, "没有设置证书的位置。", "请设置 GONGKAI_CERTIFICATE 为证书文件，或为 connect。")
    try:
        expires = _expiry()
    except (OSError, ValueError):
        return Finding(Level.BAD, f"读不到证书 {settings.CERTIFICATE}。", "请检查文件位置和读取权限。")
    if expires is None:
        return Finding(
            Level.UNKNOWN, "还没有连到网站查看过证书。", "后台进程每小时查看一次；一直如此时请检查域名和 443 端口。"
        )
    left = expires - clock.real_now()
    figures = {"certificate_left_seconds": left.total_seconds()}
    sentence = f"证书有效期至 {clock.local(expires):%Y-%m-%d}。"
    if left < CERTIFICATE_SOON:
        return Finding(
            Level.BAD if left < CERTIFICATE_BAD else Level.WATCH,
            sentence,
            "请更换证书；过期后浏览器会拒绝打开网站。",
            figures,
        )
    return Finding(Level.GOOD, sentence, "", figures)


def _expiry() -> datetime | None:
    if settings.CERTIFICATE == "connect":
        row = beats.last(CERTIFICATE_BEAT)
        return datetime.fromisoformat(row.facts["expires"]) if row else None
    return expiry_of(Path(settings.CERTIFICATE).read_bytes())


def expiry_of(text: bytes) -> datetime:
    """When the first certificate of a PEM file ends; raises ValueError for what is none."""
    return x509.load_pem_x509_certificate(text).not_valid_after_utc.astimezone(UTC)


def time_of_machine() -> Finding:
    """The newest entry of the journal cannot lie ahead of the clock, unless the clock was put back."""
    newest = Entry.objects.order_by("-pk").values_list("at", flat=True).first()
    ahead = newest - clock.real_now() if newest else timedelta()
    if ahead > AHEAD:
        return Finding(Level.BAD, f"日志里最新一条比本机时间晚 {said(ahead)}，本机时间可能被调慢。",
                       "请校准时间（chronyc tracking）；期限、动态口令和发布时间都以它为准。")  # fmt: skip
    return Finding(Level.GOOD, "本机时间与日志的先后一致。")


def said(span: timedelta) -> str:
    """A span in words: 3 分钟."""
    seconds = int(span.total_seconds())
    for unit, word in ((86400, "天"), (3600, "小时"), (60, "分钟")):
        if seconds >= 2 * unit:
            return f"{seconds // unit} {word}"
    return f"{seconds} 秒"


def size(count: float) -> str:
    """Bytes in words: 1.5 GB."""
    for unit in ("B", "KB", "MB", "GB"):
        if count < 1024:
            return f"{count:.0f} {unit}" if unit in {"B", "KB"} else f"{count:.1f} {unit}"
        count /= 1024
    return f"{count:.1f} TB"


CHECKS = (
    Check("worker", "后台进程", worker, order=10),
    Check("queue", "投递队列", queue, order=20),
    Check("seals", "日志封存", seals, order=30),
    Check("disk", "磁盘", disk, order=40),
    Check("database", "数据库", database, order=50),
    Check("backups", "备份", backups, order=60),
    Check("certificate", "网站证书", certificate, order=70),
    Check("clock", "本机时间", time_of_machine, order=80),
)
