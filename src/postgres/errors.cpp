// SPDX-License-Identifier: MIT
#include "postgres/errors.hpp"

#include <fmt/format.h>

namespace beckon::postgres {

namespace {

using Retry = StoreError::Retry;

struct Advice {
    std::string_view what_to_do;
    Retry retry = Retry::pointless;
};

/// By SQLSTATE: see PostgreSQL's documentation, appendix A.
Advice advice(std::string_view state) {
    if (state.empty()) {
        return {"look whether the server runs, can be reached and lets this role in; try again", Retry::may_help};
    }
    if (state == "40001" || state == "40P01") return {"other transactions were in the way; try again", Retry::may_help};
    if (state == "55P03") return {"another transaction holds what this needs; try again", Retry::may_help};
    if (state == "57014") return {"it took longer than the statement timeout; try again", Retry::may_help};
    if (state == "57P03") return {"the server is starting or stopping; try again", Retry::may_help};
    if (state == "25006")
        return {
            "nothing can be written to this server, a standby, or by this role, whose default_transaction_read_only is "
            "on",
            Retry::may_help};
    if (state == "26000" || state == "42P05") {
        return {"a pooler is in between that changes sessions: say so in the options' pooling"};
    }
    if (state == "42501") return {"grant the role the right to do so"};
    if (state == "42P01" || state == "42883" || state == "3F000" || state == "42703") {
        return {"the tables are not there, or of another version: migrate first"};
    }
    if (state == "3D000" || state == "28000" || state == "28P01") return {"look at the connection string"};
    const std::string_view group = state.substr(0, 2);
    if (group == "08" || group == "57") return {"the connection was lost; try again", Retry::may_help};
    if (group == "53") return {"the server is short of something: look at its log", Retry::may_help};
    if (group == "58" || group == "XX") return {"look at the server's log and disk", Retry::may_help};
    return {"this is a fault of the program, or of another that wrote to the tables"};
}

}  // namespace

ServerError::ServerError(std::string_view where, std::string_view doing, std::string_view state,
                         std::string_view message)
    : StoreError(fmt::format("{}: {}: {}{}: {}", where, doing, message,
                             state.empty() ? "" : fmt::format(" (SQLSTATE {})", state), advice(state).what_to_do),
                 advice(state).retry),
      state_(state) {}

bool ServerError::lost_session() const {
    return state_.empty() || state_.starts_with("08") || state_ == "57P01" || state_ == "57P02" || state_ == "57P04" ||
           state_ == "57P05" || state_ == "25P03";
}

}  // namespace beckon::postgres
