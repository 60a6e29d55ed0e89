// SPDX-License-Identifier: MIT
#include "postgres/access.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <string_view>
#include <thread>

#include "postgres/errors.hpp"

namespace beckon::postgres {

namespace {

/// How often a call is repeated that the server gave up because of others. Each time, one of the others got on.
constexpr int max_attempts = 10;

}  // namespace

void PooledAccess::carry_out(const Work& work, bool writes) {
    for (int attempt = 1;; ++attempt) {
        {
            Pool::Loan loan(pool_);
            try {
                (*loan).take_doubt();
                work(*loan);
                if (writes && (*loan).take_doubt()) {
                    throw UnknownOutcomeError(
                        (*loan).where() +
                        ": committing: the server warned that this may not be on the standby: try again");
                }
                return;
            } catch (const ServerError& error) {
                if (error.spoils_connection()) loan.discard();
                if (writes && error.may_have_happened()) throw UnknownOutcomeError(error.what());
                const bool may_repeat = error.is_collision() || error.lost_session() || error.wants_new_session();
                if (!may_repeat || attempt >= (error.is_collision() ? max_attempts : 2)) throw;
            } catch (...) {
                loan.discard();  // It may be in the middle of something.
                throw;
            }
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(attempt));
    }
}

void JoinedAccess::carry_out(const Work& work) {
    const auto refuse = [&](std::string_view why, StoreError::Retry retry) {
        throw StoreError(fmt::format("{}, joined: {}", connection_.where(), why), retry);
    };
    if (connection_.is_lost()) {
        refuse("the connection is lost, and the transaction with it: begin again on another",
               StoreError::Retry::may_help);
    }
    if (!connection_.is_in_transaction()) {
        refuse("the connection is not in a transaction, or in one that has failed: begin one",
               StoreError::Retry::pointless);
    }
    if (connection_.encoding() != "UTF8") {
        refuse("the connection's client_encoding is not UTF8: SET client_encoding = 'UTF8'",
               StoreError::Retry::pointless);
    }
    connection_.execute("joining the transaction", "SAVEPOINT beckon");
    try {
        work(connection_);
    } catch (const ServerError& error) {
        if (connection_.is_lost()) throw;
        leave();
        if (error.state() != "25006") throw;
        throw StoreError(std::string(error.what()) + "; here the host's transaction may be READ ONLY",
                         StoreError::Retry::pointless);
    } catch (...) {
        leave();
        throw;
    }
    connection_.execute("joining the transaction", "RELEASE beckon");
}

void JoinedAccess::leave() {
    connection_.execute("leaving the transaction as it was", "ROLLBACK TO beckon; RELEASE beckon");
}

}  // namespace beckon::postgres
