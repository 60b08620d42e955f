# Build a bare Debian in a folder; sourced by the tools that prove what runs on one.

# What tells this machine's package managers where to ask and whom to trust.
PACKAGE_SETTINGS=(/etc/hosts /etc/resolv.conf /etc/pip.conf /etc/xdg/pip /etc/npmrc
  /usr/local/share/ca-certificates /etc/ssl/certs ~/.config/pip ~/.npmrc)

# build_debian SUITE FOLDER [PACKAGES]: minbase with these packages (parted by commas) in an empty folder.
build_debian() {
  local suite=$1 root=$2 packages=${3:-} path
  mkdir -p "$root"
  chmod 755 "$root" # it is the root folder of every user inside
  debootstrap --variant=minbase --include="ca-certificates${packages:+,$packages}" \
    "$suite" "$root" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >"$root.log" 2>&1 ||
    { tail -n 20 "$root.log" >&2; return 1; }
  rm -f "$root.log"
  for path in "${PACKAGE_SETTINGS[@]}"; do
    [ -e "$path" ] || continue
    mkdir -p "$root$(dirname "$path")"
    cp -aL "$path" "$root$(dirname "$path")/" 2>/dev/null || true # some certificates are dangling links
  done
}

# package_environment: a line NAME=VALUE for each variable that package managers read.
package_environment() {
  local name
  while IFS= read -r name; do
    printf '%s=%s\n' "$name" "${!name}"
  done < <(compgen -e | grep -E '^(PIP_|NPM_CONFIG_|SSL_CERT_|NODE_EXTRA_CA_CERTS$|(https?|no)_proxy$|(HTTPS?|NO)_PROXY$)' || true)
}
