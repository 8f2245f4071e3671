/* Votes for labels counted: leadcli/matching/votes.py. */
#include "native.h"
#include <math.h>
#include <string.h>

typedef struct {
    uint32_t index;
    unsigned char used, keyed;
    double votes;
} Slot;

static Slot *slot_of(Slot *slots, size_t mask, uint32_t index)
{
    size_t at = (index * 0x9E3779B1u) & mask;
    while (slots[at].used && slots[at].index != index)
        at = (at + 1) & mask;
    return &slots[at];
}

/* Whether a stands before b: more votes, or as many and an earlier label. */
static int before(const Slot *a, const Slot *b)
{
    return a->votes != b->votes ? a->votes > b->votes : a->index < b->index;
}

/* Numbers of labels: an array's own memory, or a copy of a list. */
typedef struct {
    Py_buffer view;
    uint32_t *copy;
    const uint32_t *items;
    Py_ssize_t size;
} Numbers;

static int open_numbers(PyObject *given, Numbers *numbers)
{
    if (PyObject_CheckBuffer(given)) {
        if (PyObject_GetBuffer(given, &numbers->view, PyBUF_SIMPLE) < 0)
            return -1;
        numbers->items = numbers->view.buf, numbers->size = numbers->view.len / 4;
        return 0;
    }
    PyObject *list = PySequence_Fast(given, "tally: numbers of labels");
    if (list == NULL)
        return -1;
    numbers->size = PySequence_Fast_GET_SIZE(list);
    numbers->items = numbers->copy = PyMem_Malloc((size_t)(numbers->size ? numbers->size : 1) * 4);
    if (numbers->copy == NULL)
        PyErr_NoMemory();
    for (Py_ssize_t i = 0; numbers->copy != NULL && i < numbers->size; i++)
        numbers->copy[i] = (uint32_t)PyLong_AsUnsignedLong(PySequence_Fast_GET_ITEM(list, i));
    Py_DECREF(list);
    return PyErr_Occurred() ? -1 : 0;
}

static void close_numbers(Numbers *numbers)
{
    if (numbers->view.obj != NULL)
        PyBuffer_Release(&numbers->view);
    PyMem_Free(numbers->copy);
}

/* tally(cast, keyed, most, keep, same_key, like_key): cast is a list of (array of numbers, weight). */
PyObject *native_tally(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 6 || !PyList_Check(args[0]) || !PyList_Check(args[1])) {
        PyErr_SetString(PyExc_TypeError, "tally: cast, keyed, most, keep, same_key, like_key");
        return NULL;
    }
    Py_ssize_t most = PyLong_AsSsize_t(args[2]);
    double keep = PyFloat_AsDouble(args[3]), same_key = PyFloat_AsDouble(args[4]), like_key = PyFloat_AsDouble(args[5]);
    if (PyErr_Occurred())
        return NULL;
    Py_ssize_t lists[2] = {PyList_GET_SIZE(args[0]), PyList_GET_SIZE(args[1])}, total = 0, opened = 0;
    Numbers *all = PyMem_Calloc((size_t)(lists[0] + lists[1]) + 1, sizeof *all);
    Slot *slots = NULL, **best = NULL;
    PyObject *found = NULL;
    if (all == NULL)
        return PyErr_NoMemory();
    for (int which = 0; which < 2; which++)
        for (Py_ssize_t i = 0; i < lists[which]; i++) {
            PyObject *item = PyList_GET_ITEM(args[which], i);
            if (which == 0 && (!PyTuple_Check(item) || PyTuple_GET_SIZE(item) != 2)) {
                PyErr_SetString(PyExc_TypeError, "tally: cast holds pairs");
                goto done;
            }
            if (open_numbers(which == 0 ? PyTuple_GET_ITEM(item, 0) : item, &all[opened++]) < 0)
                goto done;
            if (which == 0)
                total += all[opened - 1].size;
        }
    size_t size = 16;
    while (size < 2 * (size_t)total)
        size *= 2;
    slots = PyMem_Calloc(size, sizeof *slots);
    best = PyMem_Malloc((size_t)(most > 0 ? most : 1) * sizeof *best);
    if (slots == NULL || best == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    for (Py_ssize_t i = 0; i < lists[0]; i++) {
        double weight = PyFloat_AsDouble(PyTuple_GET_ITEM(PyList_GET_ITEM(args[0], i), 1));
        if (weight == -1.0 && PyErr_Occurred())
            goto done;
        for (Py_ssize_t n = 0; n < all[i].size; n++) {
            Slot *slot = slot_of(slots, size - 1, all[i].items[n]);
            slot->index = all[i].items[n];
            slot->used = 1;
            slot->votes += weight;
        }
    }
    for (Py_ssize_t i = lists[0]; i < opened; i++)
        for (Py_ssize_t n = 0; n < all[i].size; n++)
            slot_of(slots, size - 1, all[i].items[n])->keyed = 1; /* they are among those that got votes */
    double top = 0.0;
    int any = 0;
    for (size_t at = 0; at < size; at++)
        if (slots[at].used) {
            double votes = slots[at].votes - (slots[at].keyed ? same_key : 0.0);
            if (!any || votes > top)
                top = votes, any = 1;
        }
    double least = like_key < keep * top ? like_key : keep * top;
    Py_ssize_t kept = 0;
    for (size_t at = 0; at < size; at++) {
        Slot *slot = &slots[at];
        if (!slot->used || !(slot->votes >= least) || (kept == most && !before(slot, best[kept - 1])))
            continue;
        Py_ssize_t place = kept < most ? kept++ : most - 1;
        while (place > 0 && before(slot, best[place - 1])) {
            best[place] = best[place - 1];
            place--;
        }
        best[place] = slot;
    }
    if ((found = PyList_New(kept)) == NULL)
        goto done;
    for (Py_ssize_t i = 0; i < kept; i++) {
        double share = best[i]->keyed || top == 0.0 ? 1.0 : best[i]->votes / top;
        PyObject *pair = Py_BuildValue("(kd)", (unsigned long)best[i]->index, share);
        if (pair == NULL) {
            Py_CLEAR(found);
            goto done;
        }
        PyList_SET_ITEM(found, i, pair);
    }
done:
    while (opened > 0)
        close_numbers(&all[--opened]);
    PyMem_Free(all);
    PyMem_Free(slots);
    PyMem_Free(best);
    return found;
}

/* cast_words(cast, file, table, pairs, common, all_log, commonest): None when a record is damaged. The numbers are cast
 * as bytes, which tally reads as it does an array. */
PyObject *native_cast_words(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 7 || !PyList_Check(args[0]) || !PyList_Check(args[3])) {
        PyErr_SetString(PyExc_TypeError, "cast_words: cast, file, table, pairs, common, all_log, commonest");
        return NULL;
    }
    double common = PyFloat_AsDouble(args[4]), all_log = PyFloat_AsDouble(args[5]), commonest = PyFloat_AsDouble(args[6]);
    Py_buffer file;
    if (PyErr_Occurred() || PyObject_GetBuffer(args[1], &file, PyBUF_SIMPLE) < 0)
        return NULL;
    Table table;
    PyObject *answer = NULL;
    int known = 0;
    if (table_of(args[2], &file, &table) < 0)
        goto done;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(args[3]); i++) {
        PyObject *word;
        double weight;
        if (!PyArg_ParseTuple(PyList_GET_ITEM(args[3], i), "Ud", &word, &weight))
            goto done;
        Py_ssize_t size;
        const char *key = PyUnicode_AsUTF8AndSize(word, &size);
        if (key == NULL)
            goto done;
        const uint8_t *value;
        uint32_t bytes;
        int found = value_of(&table, (const uint8_t *)key, (size_t)size, &value, &bytes);
        if (found < 0 || (found > 0 && bytes < 4)) {
            answer = Py_NewRef(Py_None);
            goto done;
        }
        known |= found;
        if (found == 0 || bytes == 4 || (bytes - 4) / 4 > common)
            continue;
        double bearing = (double)little(value, 4);
        double rarity = 1.0 - log(bearing > 1.0 ? bearing : 1.0) / all_log;
        PyObject *vote = Py_BuildValue("(y#d)", (const char *)value + 4, (Py_ssize_t)bytes - 4,
                                       weight * (rarity > commonest ? rarity : commonest));
        int failed = vote == NULL || PyList_Append(args[0], vote) < 0;
        Py_XDECREF(vote);
        if (failed)
            goto done;
    }
    answer = PyBool_FromLong(known);
done:
    PyBuffer_Release(&file);
    return answer;
}

/* cast_keys(cast, file, table, pairs, keyed): the pairs whose key more labels have, or None when a record is damaged. */
PyObject *native_cast_keys(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 5 || !PyList_Check(args[0]) || !PyList_Check(args[3])) {
        PyErr_SetString(PyExc_TypeError, "cast_keys: cast, file, table, pairs, keyed");
        return NULL;
    }
    Py_ssize_t keyed = PyLong_AsSsize_t(args[4]);
    Py_buffer file;
    if (PyErr_Occurred() || PyObject_GetBuffer(args[1], &file, PyBUF_SIMPLE) < 0)
        return NULL;
    Table table;
    PyObject *many = table_of(args[2], &file, &table) < 0 ? NULL : PyList_New(0);
    for (Py_ssize_t i = 0; many != NULL && i < PyList_GET_SIZE(args[3]); i++) {
        PyObject *pair = PyList_GET_ITEM(args[3], i), *key, *vote;
        double weight;
        Py_ssize_t size;
        const char *text = PyArg_ParseTuple(pair, "Ud", &key, &weight) ? PyUnicode_AsUTF8AndSize(key, &size) : NULL;
        const uint8_t *value;
        uint32_t bytes;
        int found = text == NULL ? 0 : value_of(&table, (const uint8_t *)text, (size_t)size, &value, &bytes), failed = text == NULL;
        if (found < 0) {
            Py_SETREF(many, Py_NewRef(Py_None));
            break;
        }
        if (found && bytes / 4 > keyed)
            failed = PyList_Append(many, pair) < 0;
        else if (found) {
            vote = Py_BuildValue("(y#d)", (const char *)value, (Py_ssize_t)bytes, weight);
            failed = vote == NULL || PyList_Append(args[0], vote) < 0;
            Py_XDECREF(vote);
        }
        if (failed)
            Py_CLEAR(many);
    }
    PyBuffer_Release(&file);
    return many;
}
