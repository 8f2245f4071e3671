/* Reads JSON as leadcli/resolution/compiled/card_records.py writes it: without blanks. Whatever is not understood is
 * marked as strange, and Python reads it. */
#include "json.h"
#include <string.h>

/* UTF-8 as a string. Most texts here are Russian, which is two bytes a letter; CPython's decoder takes the rest. */
static PyObject *decoded(const char *data, Py_ssize_t size)
{
    const unsigned char *bytes = (const unsigned char *)data;
    Py_ssize_t letters = 0, two = 0;
    for (Py_ssize_t i = 0; i < size; i++, letters++) {
        if (bytes[i] < 0x80)
            continue;
        if (bytes[i] < 0xC4 || bytes[i] > 0xDF || i + 1 == size || (bytes[i + 1] & 0xC0) != 0x80)
            return PyUnicode_DecodeUTF8(data, size, NULL);
        i++, two++;
    }
    if (two == 0) /* also what one letter alone shares with all its like */
        return PyUnicode_DecodeUTF8(data, size, NULL);
    PyObject *string = PyUnicode_New(letters, 0x7FF);
    Py_UCS2 *out = string == NULL ? NULL : PyUnicode_2BYTE_DATA(string);
    for (Py_ssize_t i = 0; string != NULL && i < size; i++)
        if (bytes[i] < 0x80)
            *out++ = bytes[i];
        else {
            *out++ = (Py_UCS2)((bytes[i] & 0x1F) << 6 | (bytes[i + 1] & 0x3F));
            i++;
        }
    return string;
}

PyObject *read_string(Reader *reader)
{
    if (expect(reader, '"') < 0)
        return NULL;
    const char *start = reader->at;
    while (reader->at < reader->end && *reader->at != '"' && *reader->at != '\\')
        reader->at++;
    const char *stop = reader->at;
    if (stop < reader->end && *stop == '"') {
        reader->at++;
        return decoded(start, stop - start);
    }
    /* With escapes: those of quotes and backslashes are understood, as names have them. */
    char room[1024];
    size_t size = (size_t)(stop - start);
    if (size >= sizeof room - 1)
        goto strange;
    memcpy(room, start, size);
    while (reader->at < reader->end && *reader->at != '"') {
        char letter = *reader->at++;
        if (letter == '\\') {
            if (reader->at == reader->end || (*reader->at != '"' && *reader->at != '\\'))
                goto strange;
            letter = *reader->at++;
        }
        if (size >= sizeof room - 1)
            goto strange;
        room[size++] = letter;
    }
    return expect(reader, '"') < 0 ? NULL : decoded(room, (Py_ssize_t)size);
strange:
    reader->strange = 1;
    return NULL;
}

static PyObject *number_of(Reader *reader)
{
    long found = read_whole(reader);
    if (reader->strange)
        return NULL;
    return PyLong_FromLong(found);
}

static PyObject *read_truth(Reader *reader)
{
    if (reader->end - reader->at >= 4 && memcmp(reader->at, "true", 4) == 0) {
        reader->at += 4;
        return Py_NewRef(Py_True);
    }
    if (reader->end - reader->at >= 5 && memcmp(reader->at, "false", 5) == 0) {
        reader->at += 5;
        return Py_NewRef(Py_False);
    }
    reader->strange = 1;
    return NULL;
}

PyObject *read_value(Reader *reader)
{
    if (reader->at == reader->end) {
        reader->strange = 1;
        return NULL;
    }
    switch (*reader->at) {
    case '"':
        return read_string(reader);
    case 't':
    case 'f':
        return read_truth(reader);
    case '[':
        break;
    case '-':
        reader->at++;
        return PyLong_FromLong(-read_whole(reader));
    case 'n':
        if (reader->end - reader->at >= 4 && memcmp(reader->at, "null", 4) == 0) {
            reader->at += 4;
            return Py_NewRef(Py_None);
        }
        reader->strange = 1;
        return NULL;
    default:
        return number_of(reader);
    }
    PyObject *found = PyList_New(0);
    reader->at++;
    if (found == NULL || next_is(reader, ']'))
        return found;
    reader->depth++;
    do {
        PyObject *item = reader->depth > DEEPEST ? NULL : read_value(reader);
        int failed = item == NULL || PyList_Append(found, item) < 0;
        Py_XDECREF(item);
        if (failed) {
            reader->strange = 1;
            Py_DECREF(found);
            return NULL;
        }
    } while (next_is(reader, ','));
    reader->depth--;
    if (expect(reader, ']') < 0)
        Py_CLEAR(found);
    return found;
}
