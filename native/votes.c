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
