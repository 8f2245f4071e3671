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

int next_is(Reader *reader, char wanted);
int expect(Reader *reader, char wanted);
PyObject *read_string(Reader *reader);
long read_whole(Reader *reader);
PyObject *number_of(Reader *reader);
PyObject *read_truth(Reader *reader);
PyObject *read_value(Reader *reader); /* strings, whole numbers, true, false, null, and lists of them */

#endif
