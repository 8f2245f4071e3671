/* Votes for labels counted: leadcli/resolution/blocking/votes.py. */
#include "native.h"
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

static inline uint32_t number_at(const Votes *votes, Py_ssize_t place)
{
    return u32_at(votes->numbers + 4 * place);
}

/* Whether a stands before b: more votes, or as many and an earlier label. */
static int before(const Slot *a, const Slot *b)
{
    return a->votes != b->votes ? a->votes > b->votes : a->index < b->index;
}

/* The numbers and shares of the labels with most votes; the numbers of keyed lists are among those that were cast. */
PyObject *counted(const Votes *cast, Py_ssize_t casts, const Votes *keyed, Py_ssize_t keys, const Limits *limits)
{
    Py_ssize_t total = 0, most = limits->most;
    for (Py_ssize_t i = 0; i < casts; i++)
        total += cast[i].size;
    size_t size = 16;
    while (size < 2 * (size_t)total)
        size *= 2;
    Slot *slots = PyMem_Calloc(size, sizeof *slots), **best = PyMem_Malloc((size_t)(most > 0 ? most : 1) * sizeof *best);
    Slot **used = PyMem_Malloc(((size_t)total + 1) * sizeof *used); /* those of a label, as they came */
    Py_ssize_t labels = 0;
    PyObject *found = NULL;
    if (slots == NULL || best == NULL || used == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    for (Py_ssize_t i = 0; i < casts; i++)
        for (Py_ssize_t n = 0; n < cast[i].size; n++) {
            uint32_t index = number_at(&cast[i], n);
            Slot *slot = slot_of(slots, size - 1, index);
            if (!slot->used) {
                slot->index = index, slot->used = 1;
                used[labels++] = slot;
            }
            slot->votes += cast[i].weight;
        }
    for (Py_ssize_t i = 0; i < keys; i++)
        for (Py_ssize_t n = 0; n < keyed[i].size; n++)
            slot_of(slots, size - 1, number_at(&keyed[i], n))->keyed = 1;
    double top = 0.0;
    for (Py_ssize_t n = 0; n < labels; n++) {
        double votes = used[n]->votes - (used[n]->keyed ? limits->same_key : 0.0);
        if (n == 0 || votes > top)
            top = votes;
    }
    double least = limits->like_key < limits->keep * top ? limits->like_key : limits->keep * top;
    Py_ssize_t kept = 0;
    for (Py_ssize_t n = 0; n < labels; n++) {
        Slot *slot = used[n];
        if (!(slot->votes >= least) || (kept == most && !before(slot, best[kept - 1])))
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
        PyObject *pair = PyTuple_New(2);
        if (pair == NULL) {
            Py_CLEAR(found);
            goto done;
        }
        PyList_SET_ITEM(found, i, pair);
        PyTuple_SET_ITEM(pair, 0, PyLong_FromUnsignedLong(best[i]->index));
        PyTuple_SET_ITEM(pair, 1, PyFloat_FromDouble(share));
        if (PyErr_Occurred()) {
            Py_CLEAR(found);
            goto done;
        }
    }
done:
    PyMem_Free(slots);
    PyMem_Free(best);
    PyMem_Free(used);
    return found;
}

/* A list of numbers as they stand in a file. */
static int copy_numbers(PyObject *given, Votes *votes, uint8_t **copy)
{
    PyObject *list = PySequence_Fast(given, "tally: numbers of labels");
    if (list == NULL)
        return -1;
    votes->size = PySequence_Fast_GET_SIZE(list);
    votes->numbers = *copy = PyMem_Malloc((size_t)(votes->size ? votes->size : 1) * 4);
    if (*copy == NULL)
        PyErr_NoMemory();
    for (Py_ssize_t i = 0; *copy != NULL && i < votes->size; i++) {
        uint32_t number = (uint32_t)PyLong_AsUnsignedLong(PySequence_Fast_GET_ITEM(list, i));
        memcpy(*copy + 4 * i, &number, 4);
    }
    Py_DECREF(list);
    return PyErr_Occurred() ? -1 : 0;
}

/* tally(cast, keyed, most, keep, same_key, like_key): cast is a list of (numbers, weight). */
PyObject *native_tally(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 6 || !PyList_Check(args[0]) || !PyList_Check(args[1])) {
        PyErr_SetString(PyExc_TypeError, "tally: cast, keyed, most, keep, same_key, like_key");
        return NULL;
    }
    Limits limits = {PyLong_AsSsize_t(args[2]), PyFloat_AsDouble(args[3]), PyFloat_AsDouble(args[4]),
                     PyFloat_AsDouble(args[5])};
    if (PyErr_Occurred())
        return NULL;
    Py_ssize_t casts = PyList_GET_SIZE(args[0]), keys = PyList_GET_SIZE(args[1]);
    Votes *all = PyMem_Calloc((size_t)(casts + keys) + 1, sizeof *all);
    uint8_t **copies = PyMem_Calloc((size_t)(casts + keys) + 1, sizeof *copies);
    PyObject *found = NULL;
    if (all == NULL || copies == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    for (Py_ssize_t i = 0; i < casts + keys; i++) {
        PyObject *item = i < casts ? PyList_GET_ITEM(args[0], i) : PyList_GET_ITEM(args[1], i - casts);
        if (i < casts) {
            if (!PyTuple_Check(item) || PyTuple_GET_SIZE(item) != 2) {
                PyErr_SetString(PyExc_TypeError, "tally: cast holds pairs");
                goto done;
            }
            all[i].weight = PyFloat_AsDouble(PyTuple_GET_ITEM(item, 1));
            item = PyTuple_GET_ITEM(item, 0);
        }
        if (copy_numbers(item, &all[i], &copies[i]) < 0)
            goto done;
    }
    found = counted(all, casts, all + casts, keys, &limits);
done:
    for (Py_ssize_t i = 0; copies != NULL && i < casts + keys; i++)
        PyMem_Free(copies[i]);
    PyMem_Free(copies);
    PyMem_Free(all);
    return found;
}
