/* A label read from its record, and written: leadcli/resolution/compiled/label_records.py, which says how. What is beyond the limits
 * here is left to Python: the functions return None. */
#include "packed.h"

enum { TEXT, FOLD, STEM, WORD_KIND, WEIGHT, SEGMENT };
enum { FORM_TEXT, FORM_KIND };
enum { PLACE_NAME, PLACE_KIND, COUNTRY, STRONG, ADJECTIVE, START, END, PLACE_TEXT };
enum { RAW, WORDS, FORMS, PLACES, KEY, ACRONYMS, BRANCH, PERSON, GENERIC, BARE, VARIANTS };
enum { LABEL_KIND, LABEL_TEXT, NAME, CLIENT, GROUP, FAMILY, CITIES, TOLD, NEAR };
enum { WEIGHTS = 16 };

static Layout word_layout, form_layout, mention_layout, name_layout, label_layout;
static PyObject *word_kinds, *label_kinds, *nothing, *empty_set; /* nothing: an empty tuple */
static PyObject *weights[WEIGHTS]; /* the few weights that words have */
static int weights_known = 0, ready = 0;

PyObject *native_configure_labels(PyObject *module, PyObject *settings)
{
    ready = 0;
    if (!PyDict_Check(settings)) {
        PyErr_SetString(PyExc_TypeError, "configure_labels: a dict");
        return NULL;
    }
    if (layout_of(settings, "Word", "text fold stem kind weight segment", &word_layout) < 0 ||
        layout_of(settings, "Form", "text kind", &form_layout) < 0 ||
        layout_of(settings, "Mention", "name kind country strong adjective start end text", &mention_layout) < 0 ||
        layout_of(settings, "Name", "raw words forms places key acronyms branch person generic bare variants",
                  &name_layout) < 0 ||
        layout_of(settings, "Label", "kind text name client_id group_id family cities told near", &label_layout) < 0)
        return NULL;
    PyObject *kinds = setting(settings, "WORD_KINDS"), *of_labels = setting(settings, "KINDS");
    if (kinds == NULL || of_labels == NULL)
        return NULL;
    if (!PyTuple_Check(kinds) || !PyTuple_Check(of_labels)) {
        PyErr_SetString(PyExc_TypeError, "WORD_KINDS, KINDS: tuples");
        return NULL;
    }
    static const char *const order[] = {"core", "weak", "number", "place", "branch", "person", "noise"};
    Py_ssize_t known = (Py_ssize_t)(sizeof order / sizeof *order);
    int other = PyTuple_GET_SIZE(kinds) != known;
    for (Py_ssize_t i = 0; i < known && !other; i++)
        other = PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(kinds, i), order[i]) != 0;
    if (other) {
        PyErr_SetString(PyExc_ValueError, "WORD_KINDS: other kinds, or another order, than the core knows");
        return NULL;
    }
    Py_XSETREF(word_kinds, Py_NewRef(kinds));
    Py_XSETREF(label_kinds, Py_NewRef(of_labels));
    if ((nothing == NULL && (nothing = PyTuple_New(0)) == NULL) || (empty_set == NULL && (empty_set = PyFrozenSet_New(NULL)) == NULL))
        return NULL;
    ready = 1;
    Py_RETURN_NONE;
}

/* --- reading --------------------------------------------------------------------------------------------------------- */
static PyObject *string_in(Packed *packed)
{
    Letters letters = read_letters(packed);
    if (packed->strange)
        return NULL;
    if (letters.kind != PyUnicode_2BYTE_KIND) {
        Py_UCS4 wide[256];
        if (letters.kind == PyUnicode_1BYTE_KIND)
            return PyUnicode_FromKindAndData(letters.kind, letters.data, letters.size);
        if (letters.size > (Py_ssize_t)(sizeof wide / sizeof *wide)) {
            packed->strange = 1;
            return NULL;
        }
        memcpy(wide, letters.data, (size_t)letters.size * sizeof *wide);
        return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, wide, letters.size);
    }
    PyObject *string = PyUnicode_New(letters.size, 0xFFFF);
    if (string != NULL)
        memcpy(PyUnicode_2BYTE_DATA(string), letters.data, (size_t)letters.size * 2);
    return string;
}

static PyObject *weight_in(Packed *packed)
{
    double weight = read_double(packed);
    for (int i = 0; i < weights_known; i++)
        if (PyFloat_AS_DOUBLE(weights[i]) == weight)
            return Py_NewRef(weights[i]);
    PyObject *found = packed->strange ? NULL : PyFloat_FromDouble(weight);
    if (found != NULL && weights_known < WEIGHTS)
        weights[weights_known++] = Py_NewRef(found);
    return found;
}

static PyObject *number_in(Packed *packed)
{
    uint32_t number = read_number(packed);
    return packed->strange ? NULL : PyLong_FromUnsignedLong(number);
}

static PyObject *kind_in(Packed *packed, PyObject *kinds)
{
    int kind = read_byte(packed);
    if (packed->strange || kind >= PyTuple_GET_SIZE(kinds)) {
        packed->strange = 1;
        return NULL;
    }
    return Py_NewRef(PyTuple_GET_ITEM(kinds, kind));
}

/* How many items a list has, each of which takes a byte at least; none of a list that ends too soon. */
static Py_ssize_t count_in(Packed *packed)
{
    uint32_t count = read_number(packed);
    if (count > (size_t)(packed->end - packed->at))
        packed->strange = 1;
    return packed->strange ? 0 : (Py_ssize_t)count;
}

/* A list of what ``read`` reads, as a tuple. */
static PyObject *tuple_in(Packed *packed, PyObject *(*read)(Packed *))
{
    Py_ssize_t count = count_in(packed);
    if (packed->strange)
        return NULL;
    if (count == 0)
        return Py_NewRef(nothing);
    PyObject *found = PyTuple_New(count);
    for (Py_ssize_t n = 0; n < count && found != NULL; n++) {
        PyObject *item = read(packed);
        if (item == NULL)
            Py_CLEAR(found);
        else
            PyTuple_SET_ITEM(found, n, item);
    }
    return found;
}

static PyObject *set_in(Packed *packed)
{
    Py_ssize_t count = count_in(packed);
    if (count == 0)
        return packed->strange ? NULL : Py_NewRef(empty_set);
    PyObject *found = PyFrozenSet_New(NULL);
    for (; count > 0 && found != NULL; count--) {
        PyObject *item = string_in(packed);
        if (item == NULL || PySet_Add(found, item) < 0) /* it is new: empty_set else has it yet */
            Py_CLEAR(found);
        Py_XDECREF(item);
    }
    return found;
}

/* Puts a value into a field; -1 when there is none. */
static int put(PyObject *object, const Layout *layout, int field, PyObject *value)
{
    FIELD(object, layout->at[field]) = value;
    return value == NULL ? -1 : 0;
}

static PyObject *word_in(Packed *packed)
{
    PyObject *word = new_record(&word_layout);
    const Layout *w = &word_layout;
    if (word != NULL && (put(word, w, TEXT, string_in(packed)) < 0 || put(word, w, FOLD, string_in(packed)) < 0 ||
                         put(word, w, STEM, string_in(packed)) < 0 || put(word, w, WORD_KIND, kind_in(packed, word_kinds)) < 0 ||
                         put(word, w, WEIGHT, weight_in(packed)) < 0 || put(word, w, SEGMENT, number_in(packed)) < 0))
        Py_CLEAR(word);
    return word;
}

static PyObject *form_in(Packed *packed)
{
    PyObject *form = new_record(&form_layout);
    if (form != NULL && (put(form, &form_layout, FORM_TEXT, string_in(packed)) < 0 ||
                         put(form, &form_layout, FORM_KIND, string_in(packed)) < 0))
        Py_CLEAR(form);
    return form;
}

static PyObject *truth(int flags, int bit)
{
    return PyBool_FromLong(flags >> bit & 1);
}

static PyObject *place_in(Packed *packed)
{
    PyObject *place = new_record(&mention_layout);
    const Layout *m = &mention_layout;
    if (place == NULL)
        return NULL;
    int failed = put(place, m, PLACE_NAME, string_in(packed)) < 0 || put(place, m, PLACE_KIND, string_in(packed)) < 0 ||
                 put(place, m, COUNTRY, string_in(packed)) < 0;
    int flags = read_byte(packed);
    put(place, m, STRONG, truth(flags, 0));
    put(place, m, ADJECTIVE, truth(flags, 1));
    if (failed || put(place, m, START, number_in(packed)) < 0 || put(place, m, END, number_in(packed)) < 0 ||
        put(place, m, PLACE_TEXT, string_in(packed)) < 0)
        Py_CLEAR(place);
    return place;
}

static PyObject *label_in(Packed *packed)
{
    PyObject *label = new_record(&label_layout), *name = new_record(&name_layout), *text = NULL;
    const Layout *l = &label_layout, *n = &name_layout;
    if (label == NULL || name == NULL || put(label, l, LABEL_KIND, kind_in(packed, label_kinds)) < 0)
        goto failed;
    int flags = read_byte(packed);
    if (put(label, l, CLIENT, string_in(packed)) < 0 || put(label, l, CITIES, tuple_in(packed, string_in)) < 0 ||
        put(label, l, TOLD, set_in(packed)) < 0 || put(label, l, NEAR, set_in(packed)) < 0 ||
        put(name, n, WORDS, tuple_in(packed, word_in)) < 0 || put(name, n, FORMS, tuple_in(packed, form_in)) < 0 ||
        put(name, n, PLACES, tuple_in(packed, place_in)) < 0 || put(name, n, KEY, string_in(packed)) < 0 ||
        put(name, n, ACRONYMS, set_in(packed)) < 0 || (text = string_in(packed)) == NULL ||
        put(label, l, GROUP, string_in(packed)) < 0 || put(label, l, FAMILY, string_in(packed)) < 0)
        goto failed;
    put(name, n, RAW, Py_NewRef(text));
    put(name, n, BRANCH, truth(flags, 0));
    put(name, n, PERSON, truth(flags, 1));
    put(name, n, GENERIC, truth(flags, 2));
    put(name, n, BARE, truth(flags, 3));
    put(name, n, VARIANTS, Py_NewRef(nothing));
    put(label, l, LABEL_TEXT, text);
    put(label, l, NAME, name);
    return label;
failed:
    Py_XDECREF(text);
    Py_XDECREF(name);
    Py_XDECREF(label);
    return NULL;
}

PyObject *label_from(const uint8_t *data, uint32_t size)
{
    Packed packed = {data, data + size, 0};
    return ready ? label_in(&packed) : NULL;
}

PyObject *name_of_label(PyObject *label)
{
    return FIELD(label, label_layout.at[NAME]);
}

/* read_label(record): the label, or None when Python must read it. */
PyObject *native_read_label(PyObject *module, PyObject *record)
{
    if (!ready || !PyBytes_Check(record)) {
        PyErr_SetString(PyExc_TypeError, "read_label: bytes");
        return NULL;
    }
    PyObject *label = label_from((const uint8_t *)PyBytes_AS_STRING(record), (uint32_t)PyBytes_GET_SIZE(record));
    return label == NULL && !PyErr_Occurred() ? Py_NewRef(Py_None) : label;
}

/* --- writing --------------------------------------------------------------------------------------------------------- */
typedef struct {
    uint8_t *data;
    size_t size, room;
} Bytes;

/* Every function that writes: 0, -1 on an error, 1 when it is left to Python. */
static int write_bytes(Bytes *out, const void *data, size_t size)
{
    if (size > out->room - out->size) {
        size_t room = 2 * out->room + size + 256;
        uint8_t *more = PyMem_Realloc(out->data, room);
        if (more == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        out->data = more, out->room = room;
    }
    memcpy(out->data + out->size, data, size);
    out->size += size;
    return 0;
}

static int write_byte(Bytes *out, int byte)
{
    uint8_t one = (uint8_t)byte;
    return write_bytes(out, &one, 1);
}

static int write_number(Bytes *out, size_t number)
{
    uint8_t bytes[10];
    size_t size = 0;
    for (; number > 0x7F; number >>= 7)
        bytes[size++] = (uint8_t)(number | 0x80);
    bytes[size++] = (uint8_t)number;
    return write_bytes(out, bytes, size);
}

static int write_whole(Bytes *out, PyObject *number)
{
    long value = PyLong_CheckExact(number) ? PyLong_AsLong(number) : -1;
    if (value < 0) {
        PyErr_Clear();
        return 1;
    }
    return write_number(out, (size_t)value);
}

static int write_string(Bytes *out, PyObject *string)
{
    if (!PyUnicode_CheckExact(string))
        return 1;
    int kind = (int)PyUnicode_KIND(string), width = kind / 2; /* 1, 2, 4 bytes: 0, 1, 2 */
    size_t size = (size_t)PyUnicode_GET_LENGTH(string);
    int failed = write_number(out, size << 2 | (size_t)width);
    return failed ? failed : write_bytes(out, PyUnicode_DATA(string), size << width);
}

static int write_fields(Bytes *out, PyObject *object, const Layout *layout, int first, int count)
{
    int failed = 0;
    for (int field = first; field < first + count && !failed; field++)
        failed = write_string(out, FIELD(object, layout->at[field]));
    return failed;
}

static int write_tuple(Bytes *out, PyObject *items, int (*write)(Bytes *, PyObject *))
{
    if (!PyTuple_CheckExact(items))
        return 1;
    int failed = write_number(out, (size_t)PyTuple_GET_SIZE(items));
    for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(items) && !failed; n++)
        failed = write(out, PyTuple_GET_ITEM(items, n));
    return failed;
}

static int write_set(Bytes *out, PyObject *set)
{
    PyObject *list = PyFrozenSet_CheckExact(set) ? PySequence_List(set) : NULL;
    if (list == NULL)
        return PyErr_Occurred() ? -1 : 1;
    int failed = PyList_Sort(list) < 0 ? -1 : write_number(out, (size_t)PyList_GET_SIZE(list));
    for (Py_ssize_t n = 0; n < PyList_GET_SIZE(list) && !failed; n++)
        failed = write_string(out, PyList_GET_ITEM(list, n));
    Py_DECREF(list);
    return failed;
}

static int write_kind(Bytes *out, PyObject *kind, PyObject *kinds)
{
    for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(kinds); n++) {
        int same = PyObject_RichCompareBool(PyTuple_GET_ITEM(kinds, n), kind, Py_EQ);
        if (same)
            return same < 0 ? -1 : write_byte(out, (int)n);
    }
    return 1;
}

static int write_word(Bytes *out, PyObject *word)
{
    if (!Py_IS_TYPE(word, word_layout.type))
        return 1;
    int failed = write_fields(out, word, &word_layout, TEXT, 3);
    PyObject *weight = FIELD(word, word_layout.at[WEIGHT]);
    if (!failed)
        failed = write_kind(out, FIELD(word, word_layout.at[WORD_KIND]), word_kinds);
    if (!failed && !PyFloat_CheckExact(weight))
        failed = 1;
    if (!failed) {
        double value = PyFloat_AS_DOUBLE(weight);
        failed = write_bytes(out, &value, sizeof value);
    }
    return failed ? failed : write_whole(out, FIELD(word, word_layout.at[SEGMENT]));
}

static int write_form(Bytes *out, PyObject *form)
{
    return Py_IS_TYPE(form, form_layout.type) ? write_fields(out, form, &form_layout, FORM_TEXT, 2) : 1;
}

static int is_set(PyObject *object, const Layout *layout, int field)
{
    return FIELD(object, layout->at[field]) == Py_True;
}

static int write_place(Bytes *out, PyObject *place)
{
    const Layout *m = &mention_layout;
    if (!Py_IS_TYPE(place, m->type))
        return 1;
    int failed = write_fields(out, place, m, PLACE_NAME, 3);
    if (!failed)
        failed = write_byte(out, is_set(place, m, STRONG) | is_set(place, m, ADJECTIVE) << 1);
    for (int field = START; field <= END && !failed; field++)
        failed = write_whole(out, FIELD(place, m->at[field]));
    return failed ? failed : write_string(out, FIELD(place, m->at[PLACE_TEXT]));
}

static int write_name(Bytes *out, PyObject *name)
{
    const Layout *n = &name_layout;
    int failed = write_tuple(out, FIELD(name, n->at[WORDS]), write_word);
    if (!failed)
        failed = write_tuple(out, FIELD(name, n->at[FORMS]), write_form);
    if (!failed)
        failed = write_tuple(out, FIELD(name, n->at[PLACES]), write_place);
    if (!failed)
        failed = write_string(out, FIELD(name, n->at[KEY]));
    return failed ? failed : write_set(out, FIELD(name, n->at[ACRONYMS]));
}

static int write_label(Bytes *out, PyObject *label)
{
    const Layout *l = &label_layout, *n = &name_layout;
    PyObject *name = FIELD(label, l->at[NAME]);
    if (!Py_IS_TYPE(name, n->type))
        return 1;
    int flags = is_set(name, n, BRANCH) | is_set(name, n, PERSON) << 1 | is_set(name, n, GENERIC) << 2 |
                is_set(name, n, BARE) << 3;
    int failed = write_kind(out, FIELD(label, l->at[LABEL_KIND]), label_kinds);
    if (!failed)
        failed = write_byte(out, flags);
    if (!failed)
        failed = write_string(out, FIELD(label, l->at[CLIENT]));
    if (!failed)
        failed = write_tuple(out, FIELD(label, l->at[CITIES]), write_string);
    if (!failed)
        failed = write_set(out, FIELD(label, l->at[TOLD]));
    if (!failed)
        failed = write_set(out, FIELD(label, l->at[NEAR]));
    if (!failed)
        failed = write_name(out, name);
    if (!failed)
        failed = write_string(out, FIELD(label, l->at[LABEL_TEXT]));
    return failed ? failed : write_fields(out, label, l, GROUP, 2);
}

/* write_label(label): its record, or None when Python must write it. */
PyObject *native_write_label(PyObject *module, PyObject *label)
{
    if (!ready || !Py_IS_TYPE(label, label_layout.type)) {
        PyErr_SetString(PyExc_TypeError, "write_label: a Label");
        return NULL;
    }
    Bytes out = {0};
    int failed = write_label(&out, label);
    PyObject *record = failed ? NULL : PyBytes_FromStringAndSize((const char *)out.data, (Py_ssize_t)out.size);
    PyMem_Free(out.data);
    return failed > 0 ? Py_NewRef(Py_None) : record;
}
