// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
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

class Senders;

/// What a courier needs apart from its store.
struct CourierConfig {
    /// The same as the service's. An email waits if the key of its link is newer than all of these, as happens if the
    /// services were deployed first; it is given up if the key was retired.
    KeyRing keys;
    DescribeAccount describe;
    InvitationTemplate text = default_invitation_text;
    Clock clock = system_now;
    RetrySchedule retries{};
    Duration lease = boost::posix_time::minutes(5);  ///< Must be longer than the mailer's own time limit for one email.
    /// After an outcome that nobody knows, an email is sent again this often, and then ends as `unconfirmed`. 0: never.
    std::uint32_t max_unknown = 2;
    /// An email whose claims ran out this often ends as `unconfirmed`: it may crash its workers. At least 1.
    std::uint32_t max_lapses = 3;
};

/// An email to be sent now, held by this worker.
struct PreparedMail {
    ClaimedMail claimed;
    Instant expires_at;  ///< Of the invitation. No retry comes later.
    std::string token;   ///< Of the link. It is removed from whatever is recorded about the email.
    MailMessage message;
};

/// What became of one email.
struct CourierReport {
    ClaimedMail claimed;
    std::string subject{};  ///< Empty if the email was not handed to the mailer.
    bool handed_over = false;
    Settlement settlement;
    SettleResult result{};  ///< `not_held`: the lease ran out, and another worker has the email.
    /// Emails of this sender were refused at three domains in a row, with no acceptance since: the trouble is the
    /// host's. This email waits until `settlement.next_attempt_at`.
    bool sender_is_refused = false;
};

/// Sends the emails that commits asked for: claims each, checks that it is still true, composes, sends and settles it.
///
/// Each email is sent at least once, or reported as failed. It is sent again only after an outcome that nobody knows,
/// and then octet for octet the same, unless the description of the account or the people's names were changed. At most
/// `max_unknown + max_lapses` copies of it exist. It is dropped if its invitation is no longer open (accepted,
/// declined, cancelled, removed, expired) or was sent again since, by email or by hand.
///
/// A refusal is final at once only if the server says that the address does not exist: enhanced codes X.1.1, X.1.2,
/// X.1.3, X.1.6, X.1.10 and X.2.1. Any other refusal may be about the host, and is not an attempt. If emails of one
/// sender are refused at three domains in a row, with no acceptance between, all emails from that sender wait. After
/// each wait a few are tried. An email that is refused three times over an hour, while others of its sender are
/// accepted before each refusal, has failed as `FailureCause::refused`. This courier and its copies remember in memory
/// what was refused and accepted.
///
/// Any number of couriers, in any number of threads, processes and machines, may share one store. Errors: propagates
/// exceptions from the store. An email that was claimed then stays in the store and is handed out again when its lease
/// has ended. Ownership: the store must outlive the courier. Threads: every method may be called from any thread.
class Courier {
public:
    /// Throws std::invalid_argument if a function is missing, a duration is not positive, `retries.waits` is empty or
    /// `max_lapses` is 0.
    Courier(Store& store, CourierConfig config);

    /// Handles up to `limit` emails that are due, one after another. Returns what became of each, in that order. Stops
    /// early if the server cannot be reached at all. Emails that were not tried stay due, and come first the next time.
    std::vector<CourierReport> deliver(Mailer& mailer, std::size_t limit = 100);

    /// Claims the next email to send, for hosts that send with a client of their own. Returns none if nothing is due.
    /// Emails that are no longer true, cannot be rendered, or have a sender who is refused, are settled immediately
    /// and, if `passed_over` is not null, appended to it.
    std::optional<PreparedMail> claim(std::vector<CourierReport>* passed_over = nullptr);

    /// Records what became of a claimed email. It is sent; or due again, according to the schedule; or given up, if it
    /// was rejected for good or its next attempt would come after the invitation's expiry.
    CourierReport settle(const PreparedMail& mail, const MailOutcome& outcome);

private:
    Instant now() const;
    CourierReport record(const ClaimedMail& claimed, Settlement settlement);
    CourierReport refuse(const PreparedMail& mail, const MailOutcome& outcome, Settlement settlement);
    CourierReport conclude(const PreparedMail& mail, const MailOutcome& outcome);
    CourierReport give_up(const ClaimedMail& claimed, FailureCause cause, Settlement settlement);
    CourierReport put_off(const ClaimedMail& claimed, Instant expires_at, Duration wait, Settlement settlement);
    std::optional<PreparedMail> claim_within(std::size_t limit, std::vector<CourierReport>* passed_over);
    std::variant<PreparedMail, CourierReport> prepare(const ClaimedMail& claimed, Instant at);
    std::string inviter_of(const User& user) const;
    PreparedMail compose_for(const ClaimedMail& claimed, const User& user, const std::string& inviter_name,
                             const AccountDescription& description, const std::string& token) const;

    Store* store_;
    CourierConfig config_;
    std::shared_ptr<Senders> senders_;
};

}  // namespace beckon
