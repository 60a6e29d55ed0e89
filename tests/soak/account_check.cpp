// SPDX-License-Identifier: MIT
#include "tests/soak/account_check.hpp"

#include <fmt/format.h>

#include <boost/uuid/uuid_io.hpp>
#include <exception>
#include <set>
#include <variant>

#include "beckon/lifecycle/evolve.hpp"
#include "tests/soak/violation.hpp"

namespace beckon::soak {

namespace {

/// Whether the event asks for a mail, and to which address.
bool asks_for_mail(const Event& event) {
    return std::holds_alternative<events::Invited>(event.change) ||
           std::holds_alternative<events::Resent>(event.change) ||
           std::holds_alternative<events::NewlySent>(event.change) ||
           std::holds_alternative<events::EmailCorrected>(event.change);
}

/// Reads an account's events in their order, and keeps what they add up to.
class Reading {
public:
    void read(const PlacedEvent& placed) {
        const Event& event = placed.event;
        name_ = fmt::format("account {}, user {}", event.account.text(), to_string(event.user));
        if (placed.position != ++position_) {
            throw Violation(
                "I6", fmt::format("{}: an event at position {}, where {} was next", name_, placed.position, position_));
        }
        const auto before = account.users.find(event.user);
        const User* current = before == account.users.end() ? nullptr : &before->second;
        const std::int64_t revision = current != nullptr ? current->revision + 1 : 1;
        if (event.revision != revision) {
            throw Violation("I6", fmt::format("{}: revision {} follows {}", name_, event.revision, revision - 1));
        }
        if (current != nullptr) check_step(*current, event);
        if (std::holds_alternative<events::Accepted>(event.change)) ++account.acceptances;
        if (asks_for_mail(event)) wanted_mails[event.user].insert(event.revision);
        User after = next(current, event);
        move_address(current, after);
        account.users.insert_or_assign(event.user, std::move(after));
        ++account.events;
    }

    CheckedAccount account{};
    std::map<UserId, std::set<std::int64_t>> wanted_mails{};

private:
    void check_step(const User& current, const Event& event) {
        if (!is_live(current)) throw Violation("I2", name_ + ": something happened to a tombstone");
        const auto* invited = std::get_if<Invited>(&current.state);
        if (std::holds_alternative<events::Accepted>(event.change)) {
            if (invited == nullptr) throw Violation("I1", name_ + ": accepted by who was not invited any more");
            if (event.at >= invited->expires_at) throw Violation("I4", name_ + ": accepted after it expired");
        }
        const bool asks_again = asks_for_mail(event);
        if (asks_again && invited == nullptr) throw Violation("I2", name_ + ": invited again after accepting");
    }

    User next(const User* current, const Event& event) {
        try {
            return evolve(current, event);
        } catch (const std::exception& error) {
            throw Violation("I7", fmt::format("{}: revision {} cannot follow on what was before it: {}", name_,
                                              event.revision, error.what()));
        }
    }

    void move_address(const User* before, const User& after) {
        if (before != nullptr && is_live(*before)) holders_.erase(before->email.key());
        if (is_live(after) && !holders_.insert(after.email.key()).second) {
            throw Violation("I5", name_ + ": another live user has the address already");
        }
    }

    std::string name_;
    std::int64_t position_ = 0;
    std::set<std::string> holders_;
};

void check_mails(const std::vector<MailRecord>& mails, const std::set<std::int64_t>& wanted, const std::string& name) {
    std::set<std::int64_t> found;
    for (const MailRecord& mail : mails) {
        found.insert(mail.intent.revision);
        const bool open = mail.delivery == Delivery::queued || mail.delivery == Delivery::deferred;
        const bool ended_somehow = open || mail.settled_at.has_value();
        const bool says_why =
            (mail.delivery != Delivery::failed && mail.delivery != Delivery::dropped) || !mail.detail.empty();
        if (!ended_somehow || !says_why) {
            throw Violation("I13", fmt::format("{}: the mail of revision {} is {} without a time or a reason", name,
                                               mail.intent.revision, code(mail.delivery)));
        }
        if (mail.unknown > mail.attempts) {
            throw Violation("I14", fmt::format("{}: the mail of revision {} counts {} attempts, {} unknown, {} lapses",
                                               name, mail.intent.revision, mail.attempts, mail.unknown, mail.lapses));
        }
    }
    if (found != wanted || found.size() != mails.size()) {
        throw Violation("I12",
                        fmt::format("{}: {} emails, but the events ask for {}", name, mails.size(), wanted.size()));
    }
}

}  // namespace

CheckedAccount check_account(Store& store, const AccountId& account) {
    Reading reading;
    EventQuery query{.account = account, .size = 1000};
    for (bool more = true; more;) {
        const EventPage page = store.events(query);
        for (const PlacedEvent& placed : page.events) {
            reading.read(placed);
            query.after = placed.position;
        }
        more = page.more;
    }
    CheckedAccount checked = std::move(reading.account);
    for (const auto& [id, user] : checked.users) {
        const std::string name = fmt::format("account {}, user {}", account.text(), to_string(id));
        if (store.load(account, id) != user)
            throw Violation("I7", name + ": the events give another user than the store has");
        auto mails = store.mail(account, id);
        check_mails(mails, reading.wanted_mails[id], name);
        checked.mails.emplace(id, std::move(mails));
    }
    return checked;
}

}  // namespace beckon::soak
