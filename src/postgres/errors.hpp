// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "beckon/ports/errors.hpp"

namespace beckon::postgres {

/// An error that the server reported, or a failure of the connection to it.
class ServerError : public StoreError {
public:
    /// `where` names the database, `doing` what was being done. `state` is the SQLSTATE, or empty if the server said
    /// nothing. `message` is its primary message, which contains no value of a row.
    ServerError(std::string_view where, std::string_view doing, std::string_view state, std::string_view message);

    const std::string& state() const { return state_; }

    /// Whether the server gave up the transaction because of others, so that the same may succeed at once.
    bool is_collision() const { return state_ == "40001" || state_ == "40P01"; }

    /// Whether the session is gone: the server stopped, or the connection was lost.
    bool lost_session() const;

    /// Whether the session was lost while the server may have been working.
    bool may_have_happened() const { return lost_session() && state_ != "08003"; }

    /// Whether the statement was not begun because the session does not have it as it was prepared.
    bool wants_new_session() const { return state_ == "0A000" || state_ == "26000" || state_ == "42P05"; }

    /// Whether the connection cannot be used for the next call.
    bool spoils_connection() const { return lost_session() || wants_new_session() || state_ == "25006"; }

private:
    std::string state_;
};

}  // namespace beckon::postgres
