// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "beckon/link/key_ring.hpp"
#include "beckon/mail/account_description.hpp"
#include "beckon/mail/invitation_mail.hpp"
#include "beckon/mail/mail_message.hpp"
#include "beckon/mail/retry_schedule.hpp"
#include "beckon/ports/mailer.hpp"
#include "beckon/ports/store.hpp"
#include "beckon/ports/system_clock.hpp"
#include "beckon/ports/world.hpp"

namespace beckon {

/// What a courier needs beside its store.
struct CourierConfig {
    KeyRing keys;  ///< The same as the service's: a mail whose link's key is missing is given up.
    DescribeAccount describe;
    InvitationTemplate text = default_invitation_text;
    Clock clock = system_now;
    RetrySchedule retries{};
    Duration lease = boost::posix_time::minutes(5);  ///< Longer than the mailer's own time limit for one mail.
    std::uint32_t most_lapses = 3;  ///< A mail whose claims ran out so often crashes its workers, and is set aside.
};

/// A mail to be sent now, held by this worker.
struct PreparedMail {
    ClaimedMail claimed;
    Instant expires_at;  ///< Of the invitation: retries stop there.
    std::string token;   ///< Of the link: taken out of whatever is recorded about the mail.
    MailMessage message;
};

/// What became of one mail.
struct CourierReport {
    ClaimedMail claimed;
    std::string subject{};  ///< Empty where the mail was not handed to the mailer.
    bool handed_over = false;
    Settlement settlement;
    SettleResult result{};  ///< `not_held`: the lease ran out, and another worker has the mail.
};

/// Sends the mails that commits asked for: claims, checks that the mail is still true, composes, sends, settles.
///
/// At least once, or reported as failed: a mail is sent twice only after an outcome that nobody knows, and then with
/// the same Message-ID and the same link. Dropped are mails whose invitation is no longer open
/// (accepted, declined, cancelled, removed, expired) or was sent again since, by email or by hand. Any number of
/// couriers, in any number of threads, processes and machines, share one store. Errors: what the store throws; a mail
/// that was claimed stays with the store and is handed out again when its lease has ended. Ownership: the store must
/// outlive the courier. Threads: every method may be called from any thread.
class Courier {
public:
    /// Throws std::invalid_argument where a function is missing, a duration is not positive, `retries.waits` is empty
    /// or `most_lapses` is 0.
    Courier(Store& store, CourierConfig config);

    /// Sends what is due, up to `limit` mails, one after another, and returns what became of each in that order. Stops
    /// early when the server cannot be reached at all; what was not tried stays due.
    std::vector<CourierReport> deliver(Mailer& mailer, std::size_t limit = 100);

    /// The next mail to send, for hosts that send by a client of their own; none: nothing is due. Mails that are no
    /// longer true, or cannot be rendered, are settled on the way and put behind `passed_over` where that is given.
    std::optional<PreparedMail> claim(std::vector<CourierReport>* passed_over = nullptr);

    /// Records what became of a claimed mail: sent, to be tried again by the schedule, or given up, where it was
    /// rejected or the next attempt would come after the invitation's expiry.
    CourierReport settle(const PreparedMail& mail, const MailOutcome& outcome);

private:
    Instant now() const;
    CourierReport record(const ClaimedMail& claimed, Settlement settlement);
    CourierReport conclude(const PreparedMail& mail, const MailOutcome& outcome);
    CourierReport put_off(const ClaimedMail& claimed, Instant expires_at, Settlement settlement);

    Store* store_;
    CourierConfig config_;
};

}  // namespace beckon
