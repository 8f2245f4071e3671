/* A reader of packed records of labels: leadcli/resolution/compiled/label_records.py says how they are written. */
#ifndef LEADCLI_PACKED_H
#define LEADCLI_PACKED_H
#include "native.h"

typedef struct {
    const uint8_t *at, *end;
    int strange; /* what is left to Python */
} Packed;

/* The letters of a text as they lie in the record, at any address. */
typedef struct {
    const uint8_t *data;
    Py_ssize_t size;
    int kind; /* bytes of a letter */
} Letters;

static inline int read_byte(Packed *packed)
{
    if (packed->at < packed->end)
        return *packed->at++;
    packed->strange = 1;
    return 0;
}

static inline uint32_t read_number(Packed *packed)
{
    uint32_t found = 0;
    for (int shift = 0; packed->at < packed->end && shift < 28; shift += 7) {
        uint8_t byte = *packed->at++;
        found |= (uint32_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return found;
    }
    packed->strange = 1;
    return 0;
}

static inline Letters read_letters(Packed *packed)
{
    uint32_t head = read_number(packed), width = head & 3, bytes = head >> 2 << width;
    Letters letters = {packed->at, head >> 2, 1 << width};
    if (width > 2 || (size_t)(packed->end - packed->at) < bytes) {
        packed->strange = 1, letters.size = 0, letters.kind = 1;
        return letters;
    }
    packed->at += bytes;
    return letters;
}

static inline double read_double(Packed *packed)
{
    double found = 0.0;
    if (packed->end - packed->at < (Py_ssize_t)sizeof found) {
        packed->strange = 1;
        return found;
    }
    memcpy(&found, packed->at, sizeof found);
    packed->at += sizeof found;
    return found;
}

#endif
