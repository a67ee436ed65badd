#!/usr/bin/env bash
# Reads a tile with GDAL's MVT driver, over HTTP and from a file.
#
#   gdal.sh ADDRESS LAYER FEATURES FIELD VALUE
#
# ADDRESS ends in .mvt; the tile must hold a LAYER with this number of FEATURES, one of which has VALUE in FIELD.
set -euo pipefail

address=$1 layer=$2 features=$3 field=$4 value=$5
passed=0 failed=0

if ! command -v ogrinfo >/dev/null || ! command -v ogr2ogr >/dev/null; then
  echo "GDAL's tools are not installed: apt-get install gdal-bin" >&2
  exit 1
fi

check() { # name, found, wanted
  if [ "$2" = "$3" ]; then
    passed=$((passed + 1))
    echo "ok   $1: $2"
  else
    failed=$((failed + 1))
    echo "FAIL $1: $2 instead of $3"
  fi
}

count() { # what to open, more options
  local source=$1
  shift
  ogrinfo -ro -so -oo CLIP=NO "$@" "$source" "$layer" | sed -n 's/^Feature Count: //p'
}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

export GDAL_HTTP_TIMEOUT=30
check "features through MVT:$address" "$(count "MVT:$address")" "$features"
check "features through the plain address" "$(count "$address")" "$features"
check "features with $field = $value" "$(count "MVT:$address" -where "$field = '$value'")" 1

# GDAL reads zoom, column and row off the path, and so knows where on Earth the tile lies.
row=${address##*/}
path=${address%/*}
column=${path##*/}
zoom=${path%/*}
zoom=${zoom##*/}
mkdir -p "$folder/$zoom/$column"
ogr2ogr -f GeoJSON -oo CLIP=NO -where "$field = '$value'" "$folder/one.geojson" "MVT:$address" "$layer"
check "features written as GeoJSON" "$(ogrinfo -ro -so -al "$folder/one.geojson" | sed -n 's/^Feature Count: //p')" 1

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
