/* The compiled core of leadcli: the hot loops of matching, word for word what the Python modules of the same
 * names do. Python stays the definition (PEP 399): without this module everything works and answers alike. */
#ifndef LEADCLI_NATIVE_H
#define LEADCLI_NATIVE_H
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>
#include <stdint.h>
#include <string.h>

/* Text that can be read letter by letter: of a Python string, or of bytes in a file. */
typedef struct {
    int kind;
    const void *data;
    Py_ssize_t size;
} Text;

/* A hint that memory will be read soon: a question reads some hundred places of a large file, none near another. */
#if defined(__GNUC__) || defined(__clang__)
#define SOON(address) __builtin_prefetch(address)
#else
#define SOON(address) ((void)(address))
#endif

#define LETTER(text, index) PyUnicode_READ((text).kind, (text).data, (index))

static inline Text text_of(PyObject *string)
{
    Text text = {PyUnicode_KIND(string), PyUnicode_DATA(string), PyUnicode_GET_LENGTH(string)};
    return text;
}

/* spelling.c */
extern const double NO_DISTANCE;
int configure_spelling(PyObject *settings);
double likeness_of(Text a, Text b);
Py_ssize_t edits_of(Text a, Text b);

/* A word that many others are compared with. */
typedef struct {
    Text word;
    int quick;
    uint64_t pattern[128];
} Prepared;

void prepare(Text word, Prepared *prepared);
Py_ssize_t edits_to(const Prepared *prepared, Text other, Py_ssize_t most); /* more than most come out as more */
PyObject *native_likeness(PyObject *module, PyObject *const *args, Py_ssize_t count);

/* fold.c */
PyObject *native_configure_fold(PyObject *module, PyObject *const *args, Py_ssize_t count);
PyObject *native_fold(PyObject *module, PyObject *word);

/* compare.c */
int configure_compare(PyObject *settings);
PyObject *native_compare(PyObject *module, PyObject *const *args, Py_ssize_t count);

/* rank.c */
PyObject *native_rank(PyObject *module, PyObject *list);

/* labels.c */
PyObject *label_from(const uint8_t *data, uint32_t size); /* NULL without an error: Python must read it */
PyObject *name_of_label(PyObject *label);              /* borrowed */
PyObject *native_configure_labels(PyObject *module, PyObject *settings);
PyObject *native_read_label(PyObject *module, PyObject *record);
PyObject *native_write_label(PyObject *module, PyObject *label);

/* module.c */
PyObject *setting(PyObject *settings, const char *name); /* borrowed; NULL and KeyError when it is missing */
int number_setting(PyObject *settings, const char *name, double *value);
int size_setting(PyObject *settings, const char *name, Py_ssize_t *value);
int object_setting(PyObject *settings, const char *name, PyObject **object); /* keeps it */

/* As Python's round: to the nearest decimal, which a product tells but next to the middle of two; there its text does. */
double rounded(double value, int digits);

/* Where a slotted class keeps its fields, so that they are read and set without asking the class. */
typedef struct {
    PyTypeObject *type;
    Py_ssize_t at[16];
} Layout;

#define FIELD(object, offset) (*(PyObject **)((char *)(object) + (offset)))

int layout_of(PyObject *settings, const char *name, const char *fields, Layout *layout);
PyObject *new_record(const Layout *layout); /* its fields are NULL until they are set */
PyObject *made_record(const Layout *layout, PyObject *const *fields, int count); /* takes the fields; NULL if one is */

#endif
