/* Legal forms cut off a name: leadcli/names/legal_forms.py. */
#include "names.h"

static PyObject *forms_known, *form_class;
static Py_ssize_t c_longest_form;

int configure_forms(PyObject *settings)
{
    return object_setting(settings, "forms", &forms_known) < 0 || object_setting(settings, "Form", &form_class) < 0 ||
                   size_setting(settings, "LONGEST_FORM", &c_longest_form) < 0
               ? -1
               : 0;
}

/* The form that some words are, in one piece: a new reference; NULL where they are none, or on an error. */
static PyObject *form_of(const Item *words, int size)
{
    if (size == 1) {
        PyObject *form = LEXEME(&words[0], FORM);
        return form == Py_None ? NULL : Py_NewRef(form);
    }
    PyObject *parts = PyTuple_New(size), *blank = PyUnicode_FromString(" "), *text = NULL, *form = NULL;
    for (int i = 0; parts != NULL && i < size; i++)
        PyTuple_SET_ITEM(parts, i, Py_NewRef(LEXEME(&words[i], TEXT)));
    if (parts != NULL && blank != NULL && (text = PyUnicode_Join(blank, parts)) != NULL) {
        PyObject *kind = PyDict_GetItemWithError(forms_known, text);
        if (kind != NULL)
            form = PyObject_CallFunctionObjArgs(form_class, text, kind, NULL);
    }
    Py_XDECREF(parts);
    Py_XDECREF(blank);
    Py_XDECREF(text);
    return form;
}

/* The longest form of at most some words that begins at a place or ends before it: its size, 0 for none, -1 on an error. */
static int longest_form(const Item *words, int at, long most, int before, PyObject **form)
{
    for (int size = (int)most; size > 0; size--) {
        *form = form_of(before ? words + at - size : words + at, size);
        if (*form != NULL)
            return size;
        if (PyErr_Occurred())
            return -1;
    }
    return 0;
}

static int add_form(PyObject *forms, PyObject *form)
{
    int failed = PyList_Append(forms, form) < 0;
    Py_DECREF(form);
    return failed ? -1 : 0;
}

static long least(long a, long b)
{
    return a < b ? a : b;
}

static int has(uint64_t bits, int bit)
{
    return (int)(bits >> bit & 1);
}

int is_form(const Item *words, int count)
{
    if (count > c_longest_form || words[0].begins < count)
        return 0;
    PyObject *form = form_of(words, count);
    Py_XDECREF(form);
    return form != NULL ? 1 : PyErr_Occurred() ? -1 : 0;
}

/* legal_forms.cut: the bits of the words that stay; the forms that were cut join the others. */
int cut_forms(const Item *words, int count, uint64_t quotes, uint64_t *kept, PyObject *forms)
{
    int start = 0, end = count, size;
    PyObject *form;
    while (start < end) {
        if ((size = longest_form(words, start, least(words[start].begins, end - start - 1), 0, &form)) < 0)
            return -1;
        if (size == 0)
            break;
        if (size == 1 && words[start].traits & TIMID && !has(quotes, start + 1)) {
            Py_DECREF(form);
            break;
        }
        if (add_form(forms, form) < 0)
            return -1;
        start += size;
    }
    while (end > start) {
        if ((size = longest_form(words, end, least(words[end - 1].ends, end - start - 1), 1, &form)) < 0)
            return -1;
        if (size == 0)
            break;
        if (add_form(forms, form) < 0)
            return -1;
        end -= size;
    }
    *kept = (((uint64_t)1 << end) - 1) & ~(((uint64_t)1 << start) - 1);
    for (int quote = start + 1; quote < end - 1; quote++) /* «компания "ИП Захарова"»: the form begins what is quoted */
        if (has(quotes, quote) && !(words[quote].traits & TIMID) && (form = form_of(&words[quote], 1)) != NULL) {
            if (add_form(forms, form) < 0)
                return -1;
            *kept &= ~((uint64_t)1 << quote);
        }
    for (int quote = start + 1; quote < end; quote++) {
        if (!has(quotes, quote))
            continue;
        if ((size = longest_form(words, quote, least(words[quote - 1].ends, quote - start), 1, &form)) < 0 ||
            (size > 0 && add_form(forms, form) < 0))
            return -1;
        *kept &= ~((((uint64_t)1 << size) - 1) << (quote - size));
    }
    return 0;
}
