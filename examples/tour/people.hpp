// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "beckon/service/service.hpp"

namespace tour {

/// Somebody in the table of people: which product's tour they appear in, and as what.
struct Person {
    std::string product;
    beckon::NewUser user;
};

/// Reads a table in CSV (RFC 4180) with the columns product, name, email, roles, teams and inboxes, in this order. The
/// last three are lists with commas. Throws std::runtime_error naming the file and, if they are at fault, the row and
/// the column.
std::vector<Person> read_people(const std::string& path);

}  // namespace tour
