/* A caller compared with the names on file that blocking has found: leadcli/resolution/comparison/pair.py. */
#include "core.h"
#include <math.h>

Settings settings;

/* Room for one call. It is large, so it is kept; a call that comes in while Python is asked something takes another. */
typedef struct {
    int readings;
    Name label, reading[MOST_READINGS];
    Patterns patterns[MOST_READINGS]; /* empty between two calls */
    Alignment aligned;
    Possible possible[MOST_POSSIBLE];
} Room;

static Room *kept;

static Room *take_room(void)
{
    Room *room = kept != NULL ? kept : PyMem_Calloc(1, sizeof *room);
    kept = NULL;
    if (room == NULL)
        PyErr_NoMemory();
    return room;
}

static void give_back(Room *room)
{
    for (int r = 0; r < room->readings; r++) {
        Patterns *patterns = &room->patterns[r];
        empty_pattern(&patterns->joined), empty_pattern(&patterns->ordered), empty_pattern(&patterns->bones);
    }
    room->readings = 0;
    if (kept == NULL)
        kept = room;
    else
        PyMem_Free(room);
}

/* What a call was given. Labels: records one by one, or numbers of them in a file that is mapped. */
typedef struct {
    PyObject *readings, *labels, *likely, *known, *rarity, *city, *maybe, *trees;
    int deep;
    Py_buffer file;
    unsigned long long offsets; /* where those of the file's records stand */
} Asked;

static int read_readings(const Asked *asked, Room *room)
{
    Py_ssize_t count = PyTuple_GET_SIZE(asked->readings);
    if (count < 1 || count > MOST_READINGS)
        return 0;
    for (Py_ssize_t r = 0; r < count; r++) {
        PyObject *record = PyTuple_GET_ITEM(asked->readings, r);
        char *data;
        Py_ssize_t size;
        if (PyBytes_AsStringAndSize(record, &data, &size) < 0)
            return -1;
        Name *name = &room->reading[r];
        int read = read_name((const uint8_t *)data, size, asked->known, asked->rarity, name);
        if (read <= 0)
            return read;
        make_pattern(&room->patterns[r].joined, name->joined);
        make_pattern(&room->patterns[r].ordered, name->ordered);
        make_pattern(&room->patterns[r].bones, name->bones);
        room->readings++;
    }
    return 1;
}

static uint64_t number_at(const uint8_t *at, int bytes)
{
    uint64_t number = 0;
    memcpy(&number, at, (size_t)bytes);
    return number;
}

/* The record of the label at a place among the likely, 0 where it does not lie in the file. */
static int find_record(const Asked *asked, Py_ssize_t index, unsigned long number, const uint8_t **data, Py_ssize_t *size)
{
    if (asked->file.buf == NULL) {
        char *record;
        if (PyBytes_AsStringAndSize(PyList_GET_ITEM(asked->labels, index), &record, size) < 0)
            return -1;
        *data = (const uint8_t *)record;
        return 1;
    }
    const uint8_t *file = asked->file.buf;
    uint64_t end = (uint64_t)asked->file.len, at = asked->offsets + 8 * (uint64_t)number;
    if (at > end - 8)
        return 0;
    uint64_t start = number_at(file + at, 8);
    if (start > end - 8)
        return 0;
    uint64_t length = number_at(file + start, 4); /* behind it is its check sum, which Python has seen to */
    if (length > end - 8 - start)
        return 0;
    *data = file + start + 8;
    *size = (Py_ssize_t)length;
    return 1;
}

/* The caller's city, or a word of it that is one if the card stands there: shortlist.circumstance. */
static Text city_for(const Asked *asked, const Name *label)
{
    Text city = {(const uint8_t *)PyBytes_AS_STRING(asked->city), (int)PyBytes_GET_SIZE(asked->city)}, place;
    if (city.size)
        return city;
    const uint8_t *packed = (const uint8_t *)PyBytes_AS_STRING(asked->maybe);
    Texts maybe = {{packed + 1, (int)PyBytes_GET_SIZE(asked->maybe) - 1}, *packed};
    while (next_text(&maybe, &place))
        if (holds(label->cities, place))
            return place;
    return city;
}

/* One label with the reading that fits it best: its figures, and the alignment for Python. As read_name. */
static int compare_label(const Asked *asked, Room *room, double share, double *row, PyObject **told)
{
    double found[FIGURES], most = -1.0;
    Text city = city_for(asked, &room->label);
    for (int r = 0; r < room->readings; r++) {
        const Name *caller = &room->reading[r];
        int aligned = align(caller, &room->label, asked->deep, room->possible, &room->aligned);
        if (aligned <= 0)
            return aligned;
        text_figures(caller, &room->patterns[r], &room->label, found);
        signals(caller, &room->label, &room->aligned, city, found);
        double fits = found[at_caller_covered] + found[at_label_covered] + found[at_letters];
        if (fits <= most)
            continue;
        most = fits;
        memcpy(row, found, at_lead_votes * sizeof *row);
        Alignment *best = &room->aligned;
        int64_t head[] = {r, best->pairs, (int64_t)best->caller_alone, (int64_t)best->label_alone, (int64_t)best->remarks, 0};
        memcpy(&head[5], &best->weight, sizeof best->weight);
        Py_ssize_t size = (Py_ssize_t)((size_t)best->pairs * sizeof(Pair));
        Py_XSETREF(*told, PyBytes_FromStringAndSize(NULL, (Py_ssize_t)sizeof head + size));
        if (*told == NULL)
            return -1;
        memcpy(PyBytes_AS_STRING(*told), head, sizeof head);
        memcpy(PyBytes_AS_STRING(*told) + sizeof head, best->pair, (size_t)size);
    }
    row[at_votes] = share;
    return 1;
}

static PyObject *head_of(const Name *label)
{
    const Text texts[] = {label->family, label->client, label->group, label->text};
    PyObject *head = PyTuple_New(5);
    if (head == NULL)
        return NULL;
    PyTuple_SET_ITEM(head, 0, PyLong_FromLong(label->kind));
    for (int t = 0; t < 4; t++)
        PyTuple_SET_ITEM(head, t + 1, PyUnicode_DecodeUTF8((const char *)texts[t].at, texts[t].size, "surrogatepass"));
    if (PyErr_Occurred())
        Py_CLEAR(head);
    return head;
}

/* All labels: their figures, alignments, scores. As read_name. */
static int compare_all(const Asked *asked, Room *room, double *rows, PyObject *alignments, PyObject *scores, PyObject *heads)
{
    int count = (int)PyList_GET_SIZE(asked->likely), done = read_readings(asked, room);
    Text families[MOST_LABELS];
    double odds[MOST_LABELS];
    for (int i = 0; i < count && done > 0; i++) {
        const uint8_t *data;
        Py_ssize_t size;
        PyObject *told = NULL;
        unsigned long number;
        double share;
        if (!PyArg_ParseTuple(PyList_GET_ITEM(asked->likely, i), "kd", &number, &share))
            return -1;
        if ((done = find_record(asked, i, number, &data, &size)) > 0 &&
            (done = read_name(data, size, asked->known, asked->rarity, &room->label)) > 0)
            done = compare_label(asked, room, share, rows + i * FIGURES, &told);
        families[i] = room->label.family;
        if (done > 0) {
            PyList_SET_ITEM(alignments, i, told);
            PyObject *head = head_of(&room->label);
            if (head == NULL)
                return -1;
            PyList_SET_ITEM(heads, i, head);
        } else {
            Py_XDECREF(told);
        }
    }
    if (done <= 0)
        return done;
    competition(rows, count, families);
    const Trees *trees = trees_of(asked->trees);
    if (trees == NULL)
        return -1;
    add_up(trees, rows, count, odds);
    for (int i = 0; i < count; i++) {
        double bounded = odds[i] > settings.most_odds ? settings.most_odds : odds[i];
        bounded = bounded < -settings.most_odds ? -settings.most_odds : bounded;
        PyObject *score = PyFloat_FromDouble(1.0 / (1.0 + exp(-bounded)));
        if (score == NULL)
            return -1;
        PyList_SET_ITEM(scores, i, score);
    }
    return 1;
}

/* compare(readings, labels, likely, known, rarity, city, maybe, deep, trees): the scores, the rows of figures, and for
 * each label an alignment, packed as pair.alignment_of reads it, and its head: kind, family, client, group, text; None: it is left to Python. */
PyObject *compare(PyObject *module, PyObject *args)
{
    Asked asked = {.file = {.buf = NULL}};
    PyObject *file = NULL, *given, *answer = NULL;
    if (!PyArg_ParseTuple(args, "O!OO!O!OSSpO", &PyTuple_Type, &asked.readings, &given, &PyList_Type, &asked.likely,
                          &PyDict_Type, &asked.known, &asked.rarity, &asked.city, &asked.maybe, &asked.deep, &asked.trees))
        return NULL;
    Py_ssize_t count = PyList_GET_SIZE(asked.likely);
    if (count > MOST_LABELS || PyBytes_GET_SIZE(asked.maybe) < 1)
        Py_RETURN_NONE;
    if (PyList_Check(given) && PyList_GET_SIZE(given) == count)
        asked.labels = given;
    else if (!PyArg_ParseTuple(given, "OK", &file, &asked.offsets) || PyObject_GetBuffer(file, &asked.file, PyBUF_SIMPLE) < 0)
        return NULL;
    PyObject *rows = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)((size_t)count * FIGURES * sizeof(double)));
    PyObject *alignments = PyList_New(count), *scores = PyList_New(count), *heads = PyList_New(count);
    Room *room = take_room();
    int done = -1;
    if (rows != NULL && alignments != NULL && scores != NULL && heads != NULL && room != NULL)
        done = compare_all(&asked, room, (double *)PyBytes_AS_STRING(rows), alignments, scores, heads);
    if (room != NULL)
        give_back(room);
    if (asked.file.buf != NULL)
        PyBuffer_Release(&asked.file);
    if (done > 0)
        answer = PyTuple_Pack(4, scores, rows, alignments, heads);
    else if (done == 0)
        answer = Py_NewRef(Py_None);
    Py_XDECREF(rows), Py_XDECREF(alignments), Py_XDECREF(scores), Py_XDECREF(heads);
    return answer;
}
