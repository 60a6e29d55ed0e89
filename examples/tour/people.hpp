// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "beckon/service/service.hpp"

namespace tour {

/// Somebody in the table of people: in which product's tour they appear, and as what.
struct Person {
    std::string product;
    beckon::NewUser user;
};

/// Reads a table in CSV (RFC 4180) with the columns product, name, email, roles, teams and inboxes, in this order; the
/// last three are lists with commas. Throws std::runtime_error naming the file and, where they are at fault, the row
/// and the column.
std::vector<Person> read_people(const std::string& path);

}  // namespace tour
