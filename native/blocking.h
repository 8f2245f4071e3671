/* The compiled directory's file, read where it is mapped, and the index in it. */
#ifndef LEADCLI_BLOCKING_H
#define LEADCLI_BLOCKING_H
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

/* Numbers as they lie in a file: the core is for little-endian machines. */
static inline uint32_t u32_at(const uint8_t *data)
{
    uint32_t value;
    memcpy(&value, data, sizeof value);
    return value;
}

static inline uint64_t u64_at(const uint8_t *data)
{
    uint64_t value;
    memcpy(&value, data, sizeof value);
    return value;
}

/* A table of records: leadcli/resolution/compiled/constant_tables.py says how the file is laid out. */
typedef struct {
    const uint8_t *data;
    uint64_t size, at, count, number;
} Table;

uint32_t crc32_of(const uint8_t *data, size_t size, uint32_t start);
int table_of(PyObject *told, const Py_buffer *file, Table *table); /* told: Records.place */
void soon_record(const Table *table, uint64_t index); /* a hint that a record will be read */
const uint8_t *record_of(const Table *table, uint64_t index, uint32_t *size); /* NULL: it is not as it was written */

/* The index of a directory: its buckets, and the records of keys with many labels. */
typedef struct {
    Table buckets, many;
} Index;

/* Of a key its labels, four bytes each, and of each the step of its size and the mark of its city, a byte each:
 * blocking/index.py, Bearers and Labels. They are there once read_labels has read them. */
typedef struct {
    uint32_t families, total, kept, record;
    const uint8_t *labels, *steps, *marks;
} Posting;

int find_key(const Index *index, uint64_t key, Posting *found); /* 1; 0: no label has it; -1: a record is damaged */
int read_labels(const Index *index, Posting *found);           /* 0; -1 */

PyObject *native_candidates(PyObject *module, PyObject *args);

#endif
