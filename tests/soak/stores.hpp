// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "beckon/ports/store.hpp"
#include "tests/soak/dice.hpp"
#include "tests/soak/postgres_servers.hpp"

namespace beckon::soak {

/// Where the users of a soak are kept.
struct Place {
    enum class Kind : std::uint8_t { sqlite, postgres };

    Kind kind = Kind::sqlite;
    std::string where{};   ///< The path of the file, or the connection.
    bool durable = false;  ///< SQLite: an fsync for each commit, which no soak without a loss of power needs.
    std::shared_ptr<PostgresServers> servers{};  ///< Where they were started for the soak.
};

/// From "sqlite:PATH" or "postgres:DSN". Throws std::invalid_argument.
Place parse_place(std::string_view text);

/// Makes the tables: in a file where they are missing, in a database anew.
void prepare(const Place& place);

std::unique_ptr<Store> open(const Place& place);

/// Faults that a soak must find.
enum class Sabotage : std::uint8_t {
    none,
    no_compare,  ///< A commit is made whatever the user has become since it was decided on.
    no_fence,    ///< Whoever settles a mail is taken for whoever holds it.
    no_sync,     ///< A PostgreSQL server acknowledges what it may lose.
};

Sabotage parse_sabotage(std::string_view text);

/// The store with that fault.
std::unique_ptr<Store> sabotaged(std::unique_ptr<Store> store, Sabotage sabotage);

/// A store that hesitates now and then before it writes, so that others get in between; and of whose commits, while
/// `in_doubt` says so, some throw `UnknownOutcomeError`, whether they happened or not. For one thread.
std::unique_ptr<Store> unsteady(Store& store, Dice dice, std::function<bool()> in_doubt);

}  // namespace beckon::soak
