/* How alike two names are as texts: leadcli/resolution/comparison/text_likeness.py. */
#include "core.h"

static Pattern scratch; /* empty between two uses */

static double common(const Pattern *one, Text other)
{
    int both = one->text.size + other.size;
    return both ? 2.0 * common_letters(one, other) / both : 0.0;
}

/* Whether a word is among some, 2: with the same marks. */
static int has(const Token *tokens, int count, Text text, int marks)
{
    int found = 0;
    for (int i = 0; i < count && found < 2; i++)
        if (same_text(tokens[i].text, text))
            found = tokens[i].marks == marks ? 2 : 1;
    return found;
}

/* The sorted words of a name, each once, that the other has, or has not, with blanks between. */
static Text rest(const Name *name, const Name *other, int wanted, uint8_t *room)
{
    Text found = {room, 0};
    for (int i = 0; i < name->tokens; i++) {
        Text text = name->sorted[i]->text;
        if ((i && same_text(text, name->sorted[i - 1]->text)) || (has(other->token, other->tokens, text, 0) > 0) != wanted)
            continue;
        room = found.size ? append(&found, room, BLANK) : room;
        room = append(&found, room, text);
    }
    return found;
}

static double shared_words(const Name *caller, const Name *label)
{
    uint8_t room[3][MOST_LETTERS + 1];
    Text both = rest(caller, label, 1, room[0]), left = rest(caller, label, 0, room[1]);
    Text right = rest(label, caller, 0, room[2]);
    if (both.size && !(left.size && right.size))
        return 1.0;
    int shared = both.size, one = shared + (shared > 0) + left.size, other = shared + (shared > 0) + right.size;
    if (one + other == 0)
        return 0.0;
    make_pattern(&scratch, left);
    int apart = left.size + right.size - 2 * common_letters(&scratch, right);
    empty_pattern(&scratch);
    double best = 1.0 - (double)apart / (one + other);
    if (shared) {
        best = larger(best, 2.0 * shared / (shared + one));
        best = larger(best, 2.0 * shared / (shared + other));
    }
    return best;
}

/* text_likeness.partner; words with too few letters in common are told without looking at their order. */
static double partner(const Token *one, const Token *other)
{
    if (same_text(one->text, other->text))
        return 1.0;
    if (one->digits || other->digits)
        return 0.0;
    if (same_text(one->fold, other->fold))
        return larger(jaro_winkler(one->text, other->text), settings.same_fold);
    if (one->bones.size > 1 && same_text(one->bones, other->bones))
        return larger(jaro_winkler(one->text, other->text), settings.same_bones);
    int ours = one->text.size - ones(one->set & ~other->set), theirs = other->text.size - ones(other->set & ~one->set);
    int same = ours < theirs ? ours : theirs;
    double most = ((double)same / one->text.size + (double)same / other->text.size + 1.0) / 3.0;
    if (*one->text.at == *other->text.at)
        most += 0.4 * (1.0 - most);
    if (most < settings.partner - settings.epsilon)
        return 0.0;
    double alike = jaro_winkler(one->text, other->text);
    return alike > settings.partner ? alike : 0.0;
}

/* text_likeness._cover; and how rare and how unusual the words of the name are at most. */
static void cover(const Name *name, const Name *other, double *row, double *rare, double *odd)
{
    *rare = *odd = 0.0;
    double whole = 0.0, had = 0.0, rarest = 0.0, unusual = 0.0, worst = 1.0;
    for (int i = 0; i < name->tokens; i++) {
        const Token *word = &name->token[i];
        double best = 0.0;
        for (int j = 0; j < other->tokens && best < 1.0; j++)
            best = larger(best, partner(word, &other->token[j]));
        whole += word->rarity;
        *rare = larger(*rare, word->rarity), *odd = larger(*odd, word->unusual);
        if (best > 0.0) {
            had += word->rarity * best;
            worst = best < worst ? best : worst;
        } else {
            rarest = larger(rarest, word->rarity);
            unusual = larger(unusual, word->unusual);
        }
    }
    row[0] = whole != 0.0 ? had / whole : 0.0;
    row[1] = rarest, row[2] = unusual, row[3] = worst;
}

/* Whether the first letters of a name's words are what the other name is. */
static int are_initials(const Name *name, Text other)
{
    int same[2] = {1, 1}, at[2] = {0, 0}; /* of the words that are no legal forms, and of all */
    for (int i = 0; i < name->tokens; i++)
        for (int all = !name->token[i].named; all < 2; all++, at[all - 1]++)
            same[all] &= at[all] < other.size && other.at[at[all]] == *name->token[i].text.at;
    return (same[0] && at[0] > 1 && at[0] == other.size) || (same[1] && at[1] > 1 && at[1] == other.size);
}

/* text_likeness.run_of_initials */
static int run_of_initials(const Name *full, const Name *brief)
{
    int more = full->tokens - brief->tokens, at = 0, same = 1;
    while (more > 0 && at < brief->tokens && same_text(full->token[at].text, brief->token[at].text))
        at++;
    if (more < 1 || brief->tokens < 2 || at == brief->tokens || brief->token[at].text.size != more + 1)
        return 0;
    for (int i = 0; i <= more; i++)
        same &= brief->token[at].text.at[i] == *full->token[at + i].text.at;
    while (++at < brief->tokens)
        same &= same_text(full->token[at + more].text, brief->token[at].text);
    return same;
}

/* What only the first name has: text_likeness._bodies, its numbers, and those that both have; and the share of its words
 * that the other has in the very same letters. */
static int words_alone(const Name *name, const Name *other, double *exact, double *row)
{
    int alone = 0, same = 0;
    for (int i = 0; i < name->tokens; i++) {
        const Token *word = &name->token[i];
        int found = has(other->token, other->tokens, word->text, word->marks);
        same += found > 1, alone |= found ? 0 : word->body ? word->body : 4;
        if (word->digits && found)
            row[at_same_digits] = 1.0;
        else if (word->digits)
            row[at_other_digits] += !has(name->token, i, word->text, 0);
    }
    *exact = name->tokens ? (double)same / name->tokens : 0.0;
    return alone & 4 ? -1 : alone >> 1;
}

void text_figures(const Name *caller, const Patterns *patterns, const Name *label, double *row)
{
    row[at_letters] = common(&patterns->joined, label->joined);
    row[at_sorted_letters] = common(&patterns->ordered, label->ordered), row[at_same_digits] = row[at_other_digits] = 0.0;
    row[at_shared_words] = shared_words(caller, label);
    row[at_beginning] = jaro_winkler(caller->joined, label->joined);
    row[at_heard] = common(&patterns->heard, label->heard), row[at_consonants] = common(&patterns->bones, label->bones);
    cover(caller, label, row + at_words_said, row + at_caller_rarest, row + at_caller_unusual);
    cover(label, caller, row + at_words_kept, row + at_label_rarest, row + at_label_unusual);
    row[at_caller_letters] = caller->joined.size, row[at_label_letters] = label->joined.size;
    row[at_caller_words] = caller->tokens, row[at_label_words] = label->tokens;
    row[at_label_initials] = are_initials(label, caller->joined), row[at_caller_initials] = are_initials(caller, label->joined);
    row[at_run_of_initials] = run_of_initials(caller, label) ? 1 : 2 * run_of_initials(label, caller);
    int ours = words_alone(caller, label, &row[at_exact_said], row), theirs = words_alone(label, caller, &row[at_exact_kept], row);
    row[at_body_of_place] = ours < 0 || theirs < 0 || caller->bodies == caller->tokens ? 0 : theirs | ours << 1;
    row[at_same_first] = row[at_same_last] = caller->tokens == label->tokens;
    if (caller->tokens && label->tokens) {
        row[at_same_first] = same_text(caller->token[0].text, label->token[0].text);
        row[at_same_last] = same_text(caller->token[caller->tokens - 1].text, label->token[label->tokens - 1].text);
    }
    row[at_cyrillic] = caller->cyrillic, row[at_two_scripts] = caller->cyrillic != label->cyrillic, row[at_short_words] = 0.0;
    for (int i = 0; i < label->tokens; i++)
        row[at_short_words] += label->token[i].text.size <= 3;
}
