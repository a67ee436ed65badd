"""Reads and writes Mapbox Vector Tiles, as far as the scripts beside this file need it.

Tiles are read as the validator of tests/it says they may be: nothing here judges bytes.
"""

import numpy
import shapely

POLYGON = 3
TILE_LAYERS = 3
LAYER_NAME, LAYER_FEATURES, LAYER_KEYS, LAYER_VALUES = 1, 2, 3, 4
FEATURE_ID, FEATURE_TAGS, FEATURE_TYPE, FEATURE_GEOMETRY = 1, 2, 3, 4
VALUE_STRING = 1
MOVE_TO_ONE, LINE_TO, CLOSE_PATH = 9, 2, 15


def varint(data, position):
    """The varint at a position, and where it ends."""
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7


def fields(data):
    """The fields of a message: number and content."""
    position = 0
    while position < len(data):
        tag, position = varint(data, position)
        number, wire_type = tag >> 3, tag & 7
        if wire_type == 0:
            value, position = varint(data, position)
        elif wire_type == 2:
            length, position = varint(data, position)
            value = data[position : position + length]
            position += length
        else:
            length = {1: 8, 5: 4}[wire_type]
            value = data[position : position + length]
            position += length
        yield number, value


def varints(data):
    """All varints of a byte string at once; none is longer than five bytes."""
    octets = numpy.frombuffer(data, dtype=numpy.uint8)
    ends = numpy.flatnonzero(octets < 0x80)
    starts = numpy.concatenate(([0], ends[:-1] + 1))
    lengths = ends - starts + 1
    place = numpy.arange(len(octets)) - numpy.repeat(starts, lengths)
    parts = (octets & 0x7F).astype(numpy.int64) << (7 * place)
    return numpy.add.reduceat(parts, starts)


def read_features(layer):
    """A layer's name, its polygon features (id and packed geometry), and how many others it has."""
    name, polygons, others = "", [], 0
    for number, value in fields(layer):
        if number == LAYER_NAME:
            name = value.decode()
        elif number == LAYER_FEATURES:
            feature = dict(fields(value))
            if feature.get(FEATURE_TYPE) == POLYGON:
                polygons.append((feature.get(FEATURE_ID), feature.get(FEATURE_GEOMETRY, b"")))
            else:
                others += 1
    return name, polygons, others


def read_rings(geometries):
    """The rings of packed geometries: all their points, open, and the feature of each ring with its length."""
    integers = varints(b"".join(geometries))
    # How many integers each feature has: one for every byte that ends a varint.
    lengths = [sum(octet < 0x80 for octet in geometry) for geometry in geometries]
    parameters, ring_lengths, ring_features = [], [], []
    position = 0
    for feature, length in enumerate(lengths):
        end = position + length
        while position < end:
            # MoveTo 1, x, y, LineTo n, then n pairs, ClosePath 1.
            count = int(integers[position + 3] >> 3)
            parameters.append(numpy.arange(position + 1, position + 3))
            parameters.append(numpy.arange(position + 4, position + 4 + 2 * count))
            ring_lengths.append(count + 1)
            ring_features.append(feature)
            position += 5 + 2 * count
    ring_lengths, ring_features = numpy.array(ring_lengths), numpy.array(ring_features)
    steps = integers[numpy.concatenate(parameters)]
    steps = ((steps >> 1) ^ -(steps & 1)).reshape(-1, 2)

    # The cursor goes on from ring to ring and begins anew with each feature.
    points = numpy.cumsum(steps, axis=0)
    ring_starts = numpy.concatenate(([0], numpy.cumsum(ring_lengths)[:-1]))
    first_rings = numpy.searchsorted(ring_features, numpy.arange(len(geometries)))
    before = points[ring_starts[first_rings]] - steps[ring_starts[first_rings]]
    points = points - before[numpy.repeat(ring_features, ring_lengths)]
    return points, ring_lengths, ring_features


def multipolygons(geometries):
    """One shape a packed geometry, and the number of vertices."""
    points, ring_lengths, ring_features = read_rings(geometries)
    ring_starts = numpy.concatenate(([0], numpy.cumsum(ring_lengths)[:-1]))
    ring_of_point = numpy.repeat(numpy.arange(len(ring_lengths)), ring_lengths)
    rings = shapely.linearrings(points.astype(float), indices=ring_of_point)
    following = numpy.arange(len(points)) + 1
    following[ring_starts + ring_lengths - 1] = ring_starts
    crossed = points[:, 0] * points[following, 1] - points[following, 0] * points[:, 1]
    is_shell = numpy.add.reduceat(crossed, ring_starts) > 0
    is_shell[numpy.searchsorted(ring_features, numpy.arange(len(geometries)))] = True
    shapes = shapely.polygons(rings, indices=numpy.cumsum(is_shell) - 1)
    return shapely.multipolygons(shapes, indices=ring_features[is_shell]), len(points)


def push_varint(out, value):
    """Appends a varint."""
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)


def packed(integers):
    """Varints one after another."""
    out = bytearray()
    for integer in integers:
        push_varint(out, integer)
    return bytes(out)


def message(parts):
    """A message of fields: number and content, an integer or bytes."""
    out = bytearray()
    for number, value in parts:
        if isinstance(value, int):
            push_varint(out, number << 3)
            push_varint(out, value)
        else:
            push_varint(out, number << 3 | 2)
            push_varint(out, len(value))
            out += value
    return bytes(out)


def geometry(rings):
    """The packed geometry of rings: arrays of whole points, open, wound as they are to be."""
    integers = []
    cursor = numpy.zeros((1, 2), dtype=numpy.int64)
    for ring in rings:
        steps = numpy.diff(ring, axis=0, prepend=cursor)
        steps = ((steps << 1) ^ (steps >> 63)).ravel().tolist()
        integers += [MOVE_TO_ONE, *steps[:2], (len(ring) - 1) << 3 | LINE_TO, *steps[2:], CLOSE_PATH]
        cursor = ring[-1:]
    return packed(integers)


class Layer:
    """One layer of a tile, taken apart so that geometries can be replaced and everything else stays as it was."""

    def __init__(self, tile, name):
        layers = [value for number, value in fields(tile) if number == TILE_LAYERS]
        parts = next((parts for parts in map(list, map(fields, layers)) if (LAYER_NAME, name.encode()) in parts), None)
        if parts is None:
            raise ValueError(f"the tile has no layer {name}")
        self.parts = parts
        self.keys = [value.decode() for number, value in parts if number == LAYER_KEYS]
        self.values = [value for number, value in parts if number == LAYER_VALUES]
        self.features = [list(fields(value)) for number, value in parts if number == LAYER_FEATURES]
        self.tags = [varints(dict(feature)[FEATURE_TAGS]).tolist() for feature in self.features]
        self.geometries = [dict(feature)[FEATURE_GEOMETRY] for feature in self.features]

    def texts(self, key):
        """What each feature has for a key whose values are texts."""
        place = self.keys.index(key)
        texts = []
        for tags in self.tags:
            value = self.values[dict(zip(tags[::2], tags[1::2]))[place]]
            texts.append(dict(fields(value))[VALUE_STRING].decode())
        return texts

    def with_geometries(self, geometries):
        """A tile of this layer alone with other geometries. A feature whose geometry is None is left out, and so are
        the values that only such features have."""
        kept = [index for index, content in enumerate(geometries) if content is not None]
        used = {value for index in kept for value in self.tags[index][1::2]}
        place = {value: new for new, value in enumerate(sorted(used))}
        out, feature, value_number = [], 0, 0
        for number, value in self.parts:
            if number == LAYER_FEATURES:
                if geometries[feature] is not None:
                    tags = [place[tag] if odd % 2 else tag for odd, tag in enumerate(self.tags[feature])]
                    new = {FEATURE_TAGS: packed(tags), FEATURE_GEOMETRY: geometries[feature]}
                    out.append((number, message([(part, new.get(part, old)) for part, old in self.features[feature]])))
                feature += 1
            elif number == LAYER_VALUES:
                if value_number in place:
                    out.append((number, value))
                value_number += 1
            else:
                out.append((number, value))
        return message([(TILE_LAYERS, message(out))])
