# What script/setup and script/test share: speaking, and getting Debian packages where that is permitted. To be sourced.

say() { printf '\033[1m▸\033[0m %s\n' "$*"; }
refuse() { printf '✗ %s\n' "$@" >&2; exit 1; }

# need_packages WHY PACKAGE… — installs Debian packages as root; otherwise says in both languages what to run, and stops.
need_packages() {
  local why=$1 log status=0
  shift
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    refuse "缺少系统软件包：$why。请以管理员身份运行：apt-get install -y $*" \
           "Missing system packages for this. As root, run: apt-get install -y $*"
  fi
  say "安装系统软件包（$why）：$*"
  log=$(mktemp)
  {
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" ||
      { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }
  } </dev/null >"$log" 2>&1 || status=$?
  [ "$status" = 0 ] || tail -n 20 "$log" >&2
  rm -f "$log"
  [ "$status" = 0 ] || refuse "系统软件包未能安装：$*。原因见上。" "apt-get could not install: $*. The reason stands above."
}
