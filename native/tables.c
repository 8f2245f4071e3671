/* The compiled directory's file: leadcli/resolution/compiled/constant_tables.py says how it is laid out. A record that
 * is not as it was written is told to Python, which reads it again and says what is wrong. */
#include "native.h"
#include <string.h>

/* Hints that a record will be read: first its offset, then, once that has come, its bytes. */
void soon_offset(const Table *table, uint64_t index)
{
    if (index < table->count && table->at <= table->size && (table->size - table->at) / 8 > index)
        SOON(table->data + table->at + 8 * index);
}

void soon_record(const Table *table, uint64_t index, uint32_t bytes)
{
    if (index >= table->count || table->at > table->size || (table->size - table->at) / 8 <= index)
        return;
    uint64_t start = u64_at(table->data + table->at + 8 * index);
    for (uint32_t at = 0; at < bytes && start < table->size && at < table->size - start; at += 64)
        SOON(table->data + start + at);
}

/* A record of a table, checked; NULL when it is damaged. */
const uint8_t *record_of(const Table *table, uint64_t index, uint32_t *size)
{
    if (index >= table->count || table->at > table->size || (table->size - table->at) / 8 <= index)
        return NULL;
    uint64_t start = u64_at(table->data + table->at + 8 * index);
    if (start > table->size || table->size - start < 8)
        return NULL;
    *size = u32_at(table->data + start);
    if (table->size - start - 8 < *size)
        return NULL;
    uint32_t seed = (uint32_t)index * 0x9E3779B1u + (uint32_t)table->number * 0x85EBCA6Bu;
    const uint8_t *record = table->data + start + 8;
    return crc32_of(record, *size, seed) == u32_at(table->data + start + 4) ? record : NULL;
}

int table_of(PyObject *told, const Py_buffer *file, Table *table)
{
    table->data = file->buf, table->size = (uint64_t)file->len;
    return PyArg_ParseTuple(told, "KKK", &table->at, &table->count, &table->number) ? 0 : -1;
}

/* What a key's bucket holds for it: 1 found, 0 not there, -1 damaged. */
int value_of(const Table *table, const uint8_t *key, size_t key_size, const uint8_t **value, uint32_t *value_size)
{
    uint32_t size = 0, at = 0;
    const uint8_t *bucket = NULL;
    if (table->count == 0 || (bucket = record_of(table, crc32_of(key, key_size, 0) % table->count, &size)) == NULL)
        return -1;
    while (size - at >= 8) {
        uint32_t own = u32_at(bucket + at), length = u32_at(bucket + at + 4);
        at += 8;
        if (own > size - at || length > size - at - own)
            return -1;
        if (own == key_size && memcmp(bucket + at, key, key_size) == 0) {
            *value = bucket + at + own, *value_size = length;
            return 1;
        }
        at += own + length;
    }
    return 0;
}

/* value(file, table, key): the bytes of a key's value; False when there is none, None when the bucket is damaged. */
PyObject *native_value(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 3 || !PyBytes_Check(args[2])) {
        PyErr_SetString(PyExc_TypeError, "value: file, table, key");
        return NULL;
    }
    const uint8_t *key = (const uint8_t *)PyBytes_AS_STRING(args[2]);
    size_t key_size = (size_t)PyBytes_GET_SIZE(args[2]);
    Py_buffer file;
    if (PyObject_GetBuffer(args[0], &file, PyBUF_SIMPLE) < 0)
        return NULL;
    Table table;
    PyObject *found = NULL;
    if (table_of(args[1], &file, &table) == 0) {
        const uint8_t *value;
        uint32_t size;
        int known = value_of(&table, key, key_size, &value, &size);
        found = known > 0    ? PyBytes_FromStringAndSize((const char *)value, size)
                : known == 0 ? Py_NewRef(Py_False)
                             : Py_NewRef(Py_None);
    }
    PyBuffer_Release(&file);
    return found;
}
