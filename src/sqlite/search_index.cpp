// SPDX-License-Identifier: MIT
#include "sqlite/search_index.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "sqlite/rows.hpp"

namespace beckon::sqlite {

namespace {

/// Three letters that stand for the account: of no script, from a plane of Unicode for private use, 15 bits each.
std::string mark_of(std::int64_t account) {
    std::string mark;
    for (const int shift : {30, 15, 0}) {
        const auto letter = static_cast<std::uint32_t>(0xF0000 + (account >> shift & 0x7FFF));
        mark += static_cast<char>(0xF0U | letter >> 18U);
        mark += static_cast<char>(0x80U | (letter >> 12U & 0x3FU));
        mark += static_cast<char>(0x80U | (letter >> 6U & 0x3FU));
        mark += static_cast<char>(0x80U | (letter & 0x3FU));
    }
    return mark;
}

/// Where the letters of UTF-8 text begin, and its end.
std::vector<std::size_t> letters_of(std::string_view text) {
    std::vector<std::size_t> letters;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) letters.push_back(i);
    }
    letters.push_back(text.size());
    return letters;
}

void add_term(std::string& match, std::string_view three_letters) {
    if (!match.empty()) match += " AND ";
    match += '"';
    for (const char c : three_letters) match.append(c == '"' ? 2 : 1, c);
    match += '"';
}

/// Has the index know the user as they are.
void index_user(Connection& connection, std::int64_t account, std::int64_t user) {
    static const Sql select(
        "SELECT u.search_text, s.text FROM beckon_users AS u LEFT JOIN beckon_search AS s ON s.rowid = u.row "
        "WHERE u.row = ?1 AND u.state < 4");
    static const Sql insert("INSERT INTO beckon_search (rowid, text) VALUES (?1, ?2)");
    std::optional<std::string> text;
    {
        Run row = connection.query(select, user);
        if (row.next()) {
            text = std::string(row.text(0)) + '\n' + mark_of(account);
            if (*text == row.text(1)) return;
        }
    }
    forget_in_search(connection, user);
    if (text) connection.change(insert, user, *text);
}

}  // namespace

std::optional<std::string> match_for(std::int64_t account, std::string_view part) {
    constexpr std::size_t most_terms = 60;  // SQLite limits what it parses, and these narrow enough
    const std::vector<std::size_t> letters = letters_of(part);
    if (letters.size() < 4) return std::nullopt;
    std::string match;
    const std::size_t terms = std::min(letters.size() - 3, most_terms);
    for (std::size_t i = 0; i < terms; ++i) add_term(match, part.substr(letters[i], letters[i + 3] - letters[i]));
    add_term(match, mark_of(account));
    return match;
}

std::int64_t search_lag(Connection& connection, const AccountId& account) {
    static const Sql select("SELECT position - indexed FROM beckon_accounts WHERE account = ?1");
    Run row = connection.query(select, account.text());
    return row.next() ? row.number(0) : 0;
}

std::size_t index_events(Connection& connection, std::int64_t account, std::size_t limit) {
    static const Sql select(
        "SELECT user, position FROM beckon_events WHERE account = ?1 AND position > (SELECT indexed FROM "
        "beckon_accounts WHERE row = ?1) ORDER BY position LIMIT ?2");
    // The latest events may have been purged: once no more are left, the index is up to the account's position.
    static const Sql mark("UPDATE beckon_accounts SET indexed = coalesce(?2, position) WHERE row = ?1");
    std::set<std::int64_t> users;
    std::int64_t last = 0;
    std::size_t events = 0;
    {
        Run row = connection.query(select, account, static_cast<std::int64_t>(limit));
        for (; row.next(); ++events) {
            users.insert(row.number(0));
            last = row.number(1);
        }
    }
    for (const std::int64_t user : users) index_user(connection, account, user);
    connection.change(mark, account, events < limit ? std::nullopt : std::optional(last));
    return events;
}

void index_events(Connection& connection, const AccountId& account, std::size_t limit) {
    static const Sql select("SELECT row FROM beckon_accounts WHERE account = ?1");
    std::optional<std::int64_t> found;
    {
        Run row = connection.query(select, account.text());
        if (row.next()) found = row.number(0);
    }
    if (found) index_events(connection, *found, limit);
}

std::optional<std::int64_t> index_accounts(Connection& connection, std::int64_t from, std::size_t limit) {
    static const Sql select(
        "SELECT row FROM beckon_accounts WHERE row >= ?1 AND position > indexed ORDER BY row LIMIT 1");
    const auto next = [&]() -> std::optional<std::int64_t> {
        Run row = connection.query(select, from);
        return row.next() ? std::optional(row.number(0)) : std::nullopt;
    };
    while (limit > 0) {
        const auto account = next();
        if (!account) return std::nullopt;
        from = *account;
        limit -= std::max<std::size_t>(index_events(connection, from, limit), 1);
    }
    return from;
}

void forget_in_search(Connection& connection, std::int64_t user) {
    static const Sql forget("DELETE FROM beckon_search WHERE rowid = ?1");
    connection.change(forget, user);
}

bool merge_index(Connection& connection, bool is_first) {
    // See https://www.sqlite.org/fts5.html#the_merge_command: a negative number begins, for all pieces; fewer than two
    // changes say that there was nothing to do.
    static const Sql begin("INSERT INTO beckon_search (beckon_search, rank) VALUES ('merge', -500)");
    static const Sql go_on("INSERT INTO beckon_search (beckon_search, rank) VALUES ('merge', 500)");
    const std::int64_t before = connection.changes_so_far();
    connection.change(is_first ? begin : go_on);
    return connection.changes_so_far() - before >= 2;
}

}  // namespace beckon::sqlite
