/* How alike two ASCII texts are: leadcli/resolution/comparison/spelling.py and text_likeness.py, which say why. */
#include "core.h"

#define ROW (MOST_LETTERS + 1)

static inline int least_of(int a, int b)
{
    return a < b ? a : b;
}

/* The optimal string alignment distance, a letter for another at what ``cost`` says, all in units of ``whole`` for an
 * edit; more than most comes out as most + 1. */
int distance(Text a, Text b, int whole, int weighed, int most)
{
    while (a.size && b.size && *a.at == *b.at)
        a.at++, a.size--, b.at++, b.size--;
    while (a.size && b.size && a.at[a.size - 1] == b.at[b.size - 1])
        a.size--, b.size--;
    if (whole * abs(a.size - b.size) > most)
        return most + 1;
    int rows[3][ROW], *before_last = rows[0], *last = rows[1], *row = rows[2];
    for (int j = 0; j <= b.size; j++)
        last[j] = j * whole;
    for (int i = 1; i <= a.size; i++) {
        uint8_t x = a.at[i - 1];
        int best = row[0] = i * whole;
        for (int j = 1; j <= b.size; j++) {
            uint8_t y = b.at[j - 1];
            int cost = last[j - 1] + (x == y ? 0 : weighed ? settings.cost[x][y] : whole);
            cost = least_of(cost, least_of(last[j], row[j - 1]) + whole);
            if (i > 1 && j > 1 && x != y && x == b.at[j - 2] && y == a.at[i - 2])
                cost = least_of(cost, before_last[j - 2] + whole);
            row[j] = cost;
            best = least_of(best, cost);
        }
        if (best > most)
            return most + 1;
        int *free_row = before_last;
        before_last = last, last = row, row = free_row;
    }
    return last[b.size];
}

double likeness(Text a, Text b)
{
    if (same_text(a, b))
        return 1.0;
    int longest = a.size > b.size ? a.size : b.size, shortest = a.size + b.size - longest;
    if (shortest < 3 || longest - shortest > 2 + longest / 4)
        return 0.0;
    double sharp = longest <= settings.short_word ? 1.5 : longest == settings.short_word + 1 ? 1.2 : 1.0;
    double first = settings.cost[*a.at][*b.at] == 2 ? settings.half : 0.0;
    double limit = longest * (1.0 - settings.least) / sharp - first + settings.epsilon;
    if (limit < 0.0)
        return 0.0;
    int most = (int)(limit * 2.0), cost = distance(a, b, 2, 1, most);
    return cost > most ? 0.0 : 1.0 - sharp * (cost * 0.5 + first) / longest;
}

/* As rapidfuzz has it: each letter of b takes the first free one of a within reach. */
double jaro_winkler(Text a, Text b)
{
    if (a.size == 0 || b.size == 0)
        return a.size == b.size;
    uint8_t taken[MOST_LETTERS], paired[MOST_LETTERS];
    int longest = a.size > b.size ? a.size : b.size, reach = longest > 3 ? longest / 2 - 1 : 0, same = 0, moved = 0, prefix = 0;
    memset(taken, 0, (size_t)a.size);
    for (int j = 0; j < b.size; j++) {
        int end = least_of(j + reach + 1, a.size);
        for (int i = j > reach ? j - reach : 0; i < end; i++)
            if (!taken[i] && a.at[i] == b.at[j]) {
                taken[i] = 1;
                paired[same++] = b.at[j];
                break;
            }
    }
    if (same == 0)
        return 0.0;
    for (int i = 0, count = 0; i < a.size; i++)
        if (taken[i])
            moved += a.at[i] != paired[count++];
    double alike = ((double)same / a.size + (double)same / b.size + (double)(same - moved / 2) / same) / 3.0;
    if (alike > 0.7) {
        while (prefix < 4 && prefix < a.size && prefix < b.size && a.at[prefix] == b.at[prefix])
            prefix++;
        alike += prefix * 0.1 * (1.0 - alike);
        if (alike > 1.0)
            alike = 1.0;
    }
    return alike;
}

void make_pattern(Pattern *pattern, Text text)
{
    pattern->text = text;
    pattern->width = text.size ? (text.size + 63) / 64 : 1;
    for (int i = 0; i < text.size; i++)
        pattern->places[text.at[i] * pattern->width + i / 64] |= (uint64_t)1 << (i & 63);
}

void empty_pattern(Pattern *pattern)
{
    for (int i = 0; i < pattern->text.size; i++)
        memset(pattern->places + pattern->text.at[i] * pattern->width, 0, (size_t)pattern->width * sizeof(uint64_t));
    pattern->text.size = 0;
}

/* The longest common subsequence (Hyyro 2004): a bit of ``left`` that is gone is a letter found. */
int common_letters(const Pattern *pattern, Text other)
{
    int width = pattern->width, found = 0;
    if (width == 1) {
        uint64_t left = ~(uint64_t)0;
        for (int j = 0; j < other.size; j++) {
            uint64_t here = left & pattern->places[other.at[j]];
            left = (left + here) | (left - here);
        }
        return ones(~left);
    }
    uint64_t left[MOST_LETTERS / 64];
    memset(left, 0xff, sizeof left);
    for (int j = 0; j < other.size; j++) {
        const uint64_t *places = pattern->places + other.at[j] * width;
        uint64_t carry = 0;
        for (int w = 0; w < width; w++) {
            uint64_t here = left[w] & places[w], sum = left[w] + here, more = sum < here;
            sum += carry;
            carry = more | (sum < carry);
            left[w] = sum | (left[w] - here);
        }
    }
    for (int w = 0; w < width; w++)
        found += ones(~left[w]);
    return found;
}
