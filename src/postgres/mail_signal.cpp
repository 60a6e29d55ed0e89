// SPDX-License-Identifier: MIT
#include "postgres/mail_signal.hpp"

#include <algorithm>
#include <string>
#include <thread>

#include "beckon/ports/errors.hpp"

namespace beckon::postgres {

namespace {

/// The channel of wake-ups, as an identifier.
std::string channel_of(const Connection& connection) { return '"' + connection.schema() + "_mail\""; }

/// Whether email waits that nobody has claimed. Sorted like the index: to the planner a scan of the table may look
/// cheaper, and it takes long if there is no such email.
bool is_mail_queued(Connection& connection) {
    static const Sql first(
        "SELECT 1 FROM beckon.outbox AS o WHERE o.delivery IN (1, 3) AND o.due_at = '-infinity' "
        "ORDER BY o.queued_at, o.account, o.position LIMIT 1");
    return !connection.run("looking for mail", first).empty();
}

}  // namespace

Connection& MailSignal::connection() {
    if (connection_ == nullptr) {
        auto opened = std::make_unique<Connection>(options_);
        if (options_.pooling == PostgresOptions::Pooling::none) {
            opened->execute("listening for wake-ups", "LISTEN " + channel_of(*opened));
        }
        connection_ = std::move(opened);
    }
    return *connection_;
}

bool MailSignal::wait(std::chrono::milliseconds longest) {
    using Clock = std::chrono::steady_clock;
    const Clock::time_point end = Clock::now() + longest;
    for (;;) {
        const Clock::time_point next_look = std::min(end, Clock::now() + options_.poll_every);
        try {
            if (connection().wait_for_notification(next_look) || is_mail_queued(connection())) return true;
        } catch (const StoreError&) {
            connection_.reset();  // The next look starts anew. A claim will say what is wrong.
            std::this_thread::sleep_until(next_look);
        }
        if (Clock::now() >= end) return false;
    }
}

void wake_workers(Connection& connection) {
    connection.execute("waking the workers", "NOTIFY " + channel_of(connection));
}

}  // namespace beckon::postgres
