/* A reader of the JSON of the compiled directory; see json.c. */
#ifndef LEADCLI_JSON_H
#define LEADCLI_JSON_H
#include "native.h"

#define DEEPEST 8 /* lists within lists */

typedef struct {
    const char *at, *end;
    int strange; /* what is left to Python */
    int depth;
} Reader;

static inline int next_is(Reader *reader, char wanted)
{
    if (reader->at < reader->end && *reader->at == wanted) {
        reader->at++;
        return 1;
    }
    return 0;
}

static inline int expect(Reader *reader, char wanted)
{
    if (next_is(reader, wanted))
        return 0;
    reader->strange = 1;
    return -1;
}

static inline long read_whole(Reader *reader)
{
    long found = 0;
    const char *start = reader->at;
    while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9' && found < 100000000)
        found = 10 * found + (*reader->at++ - '0');
    if (reader->at == start)
        reader->strange = 1;
    return found;
}

PyObject *read_string(Reader *reader);
PyObject *read_value(Reader *reader); /* strings, whole numbers, true, false, null, and lists of them */

#endif
