#!/usr/bin/env bash
# Brings the system packages that tests need (a Chromium, a PostgreSQL server) where it may; says what it
# leaves out otherwise. Tests that need an absent one are named and left out by scripts/run_tests.py.
set -u
have_chromium() { command -v chromium chromium-browser google-chrome >/dev/null 2>&1; }
have_postgres() { command -v postgres >/dev/null 2>&1 || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; }
want=()
have_chromium || want+=(chromium)
have_postgres || want+=(postgresql)
[ ${#want[@]} -eq 0 ] && exit 0
if ! command -v apt-get >/dev/null 2>&1; then
  echo "Paquets système absents : ${want[*]} (installez-les avec l’outil de votre système pour lancer leurs tests)." >&2
  exit 0
fi
sudo=""
if [ "$(id -u)" -ne 0 ]; then
  if sudo -n true 2>/dev/null; then sudo="sudo -n"; else
    echo "Paquets système absents : ${want[*]} (sudo apt-get install ${want[*]})." >&2
    exit 0
  fi
fi
echo "Installation des paquets système pour les tests : ${want[*]}"
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends "${want[@]}" >/dev/null ||
  echo "Ces paquets n’ont pas pu être installés : ${want[*]} ; leurs tests seront laissés de côté." >&2
exit 0
