// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "beckon/ports/request.hpp"

/// Requests and answers, each with the JSON text that it must have.
namespace beckon::test_messages {

inline UserId id_with(std::uint8_t last) {
    UserId id{};
    id.data[0] = 0xA0;
    id.data[15] = last;
    return id;
}

inline Instant in_january(int day) {
    return Instant(boost::gregorian::date(2026, 1, 1)) + boost::posix_time::hours(24 * day);
}

inline EmailAddress ada() { return EmailAddress::parse("Ada@Example.test").value(); }

inline Profile profile_of_ada() { return {"Ad\xC3\xA1 \"A\"", "pt-BR", {"Agent", "Owner"}, {{"teams", {"a/b", "c"}}}}; }

/// Requests of every command, subject and actor, with what may be left out and without it.
std::vector<std::pair<Request, std::string>> written_requests();

/// Users in every state and status at `in_january(3)`.
std::vector<std::pair<User, std::string>> written_users();

/// Refusals with all that there may be, and with nothing.
std::vector<std::pair<Refusal, std::string>> written_refusals();

}  // namespace beckon::test_messages
