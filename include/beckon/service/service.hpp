// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/delivery/diagnosis.hpp"
#include "beckon/lifecycle/actor.hpp"
#include "beckon/lifecycle/available_actions.hpp"
#include "beckon/link/token.hpp"
#include "beckon/ports/store.hpp"
#include "beckon/service/link_report.hpp"
#include "beckon/service/request.hpp"
#include "beckon/service/service_config.hpp"
#include "beckon/service/user_list.hpp"

namespace beckon {

namespace service {
class Draft;
}

/// A user as an administrator states them: to be invited, or taken in.
struct NewUser {
    EmailAddress email;
    Profile profile;
    std::string reference{};  ///< See `User::reference`.
};

/// The answer to an accept. Open a session on `first` alone: an old mail must not be a way in for ever.
struct Acceptance {
    User user;
    /// This accept, or its repetition under the same key, made the user active. False: they were so before (S11).
    bool first = false;
};

/// The answer to a copy.
struct CopiedLink {
    User user;
    std::string token;  ///< A secret. `link_url` makes a link of it.
};

/// The invitation lifecycle over a store: loads, decides, commits. Knows no rule of its own.
///
/// Every call answers with the user as committed, or with a refusal after which everything is as it was. A command that
/// meets another one decides again on what that one left (B3).
///
/// An idempotency key, where given, is 1 to 200 printable ASCII characters, scoped by account, remembered for
/// `key_retention`. Repeating a command under its key has the effect and the answer of one (B2); another command, or
/// another actor, under the same key is refused as `key_reused`. Only successes that changed something are remembered.
///
/// Refusals: those of `decide`; `invalid_key`; `key_reused`. Errors: what the store and the clock throw;
/// std::invalid_argument where something is read and the clock gives a special value (a command refuses it);
/// `StoreError` where a command met another change of the same user 64 times in a row;
/// after `UnknownOutcomeError` repeat the command under its key. Threads: every method may be called from any thread.
/// Ownership: the store must outlive the service.
class Service {
public:
    /// Throws std::invalid_argument if a function is missing, a duration of the policy or config is unusable, or
    /// `check_names` does not take the policy or `check` the catalogues.
    Service(Store& store, ServiceConfig config);
    /// The same, for services that share their configuration: one for each transaction of a host, say.
    Service(Store& store, std::shared_ptr<const ServiceConfig> config);

    /// Carries out a request at `now`. Every other command is this one, at the time that the clock says whenever it is
    /// decided on.
    ///
    /// Refuses as `decide` does; with `changed_meanwhile`; with `empty` (field "commands"); with `invalid_key` or
    /// `key_reused` (field "idempotency_key"); with `invalid_value` (field "revision"); with `invalid_time` (field
    /// "now").
    [[nodiscard]] Result<Done> apply(const AccountId& account, const Request& request, Instant now);

    /// Carries out many requests, in their order, each on what those before it leave, and answers each by its place.
    /// One that is refused changes nothing and holds no other up. Adopt in bulk, resend in bulk, edit and deactivate in
    /// one step: whatever commands there are.
    ///
    /// Some hundreds at a time are decided on and committed in one transaction. If another change gets in between, they
    /// are decided on again and committed one by one. If it throws, the requests before may be done.
    [[nodiscard]] std::vector<Result<Done>> apply_all(const AccountId& account, std::span<const Request> requests,
                                                      Instant now, const BatchOptions& options = {});

    // For administrators. Each may also refuse with `not_permitted`, `user_not_found`, or as the status has it
    // (docs/lifecycle.md). Those that send have a second form, which takes terms and answers with the token if they are
    // by hand. It may also refuse as `refuse_terms` does, with `not_offered` (field "note" or "by_hand"), and by hand
    // with `not_permitted` (field "by_hand") and `role_above_own`.

    /// Invites a new user and asks for the mail. Refuses with `role_above_own` (field "roles"), `address_taken`,
    /// `too_many_pending`, `too_soon`, or as `refuse_profile` does.
    [[nodiscard]] Result<User> invite(const AccountId& account, const NewUser& invitee, const Actor& by,
                                      std::string_view key = {});
    [[nodiscard]] Result<Done> invite(const AccountId& account, const NewUser& invitee, const Actor& by,
                                      std::string_view key, const Terms& terms);
    /// Mails the invitation again, by the same link or a fresh one as the policy says. Refuses with `still_valid`,
    /// `invitation_expired`, `too_soon`.
    [[nodiscard]] Result<User> resend(const AccountId& account, const UserId& user, const Actor& by,
                                      std::string_view key = {});
    [[nodiscard]] Result<Done> resend(const AccountId& account, const UserId& user, const Actor& by,
                                      std::string_view key, const Terms& terms);
    /// Mails a fresh invitation in place of an expired one. Refuses with `still_valid`, `not_offered`, `too_soon`.
    [[nodiscard]] Result<User> send_new(const AccountId& account, const UserId& user, const Actor& by,
                                        std::string_view key = {});
    [[nodiscard]] Result<Done> send_new(const AccountId& account, const UserId& user, const Actor& by,
                                        std::string_view key, const Terms& terms);
    /// Returns the token of the newest link, to be passed on by hand; recorded, no email. Refuses with
    /// `role_above_own`, `not_offered`, `invitation_expired`, `signing_key_retired`.
    [[nodiscard]] Result<CopiedLink> copy_link(const AccountId& account, const UserId& user, const Actor& by,
                                               std::string_view key = {});
    /// Mails a fresh link to another address, or to the same; older links die. Refuses with `role_above_own`,
    /// `address_taken`, `too_soon`.
    [[nodiscard]] Result<User> correct_email(const AccountId& account, const UserId& user, const EmailAddress& email,
                                             const Actor& by, std::string_view key = {});
    [[nodiscard]] Result<Done> correct_email(const AccountId& account, const UserId& user, const EmailAddress& email,
                                             const Actor& by, std::string_view key, const Terms& terms);
    /// Withdraws a pending invitation: its links die, its address is free. Refuses with `role_above_own`.
    [[nodiscard]] Result<User> cancel(const AccountId& account, const UserId& user, const Actor& by,
                                      std::string_view key = {});
    /// Takes access away until `activate`. Refuses with `oneself`, `role_above_own`, `last_holder`, `not_accepted_yet`.
    [[nodiscard]] Result<User> deactivate(const AccountId& account, const UserId& user, const Actor& by,
                                          std::string_view key = {});
    /// Gives access back; no mail. Refuses with `role_above_own`.
    [[nodiscard]] Result<User> activate(const AccountId& account, const UserId& user, const Actor& by,
                                        std::string_view key = {});
    /// Takes the user off the list for good, whatever the status; the address is free. Refuses with `oneself`,
    /// `role_above_own`, `last_holder`.
    [[nodiscard]] Result<User> remove(const AccountId& account, const UserId& user, const Actor& by,
                                      std::string_view key = {});
    /// Changes what is given. Refuses with `role_above_own` (field "roles"), `last_holder`, or as `refuse_profile`
    /// does.
    [[nodiscard]] Result<User> edit(const AccountId& account, const UserId& user, const ProfileChange& changes,
                                    const Actor& by, std::string_view key = {});

    // For the invitee. Looking is not using: a page that a link leads to calls `check_link`, and `accept` only when
    // the person says so.

    /// What the link is worth now. Read-only; any number of mail scanners may do it (B1).
    LinkReport check_link(std::string_view token);

    /// The person begins set-up. Recorded once per link, for diagnosis; consumes nothing.
    [[nodiscard]] Result<User> begin_setup(std::string_view token);

    /// The person accepts. `identity`: the address that the host has verified the person to own, if it has.
    [[nodiscard]] Result<Acceptance> accept(std::string_view token, const std::optional<EmailAddress>& identity = {},
                                            std::string_view key = {});

    /// The person declines: the invitation is closed. Refuses with `not_offered`, or as the link is worth.
    [[nodiscard]] Result<User> decline(std::string_view token, std::string_view key = {});

    // For the host itself.

    /// Accepts for a person who came without a link and whom the host has verified to own `identity` (single
    /// sign-on). Refuses with `user_not_found` where no live user has the address, whatever the key.
    [[nodiscard]] Result<Acceptance> accept_verified(const AccountId& account, const EmailAddress& identity,
                                                     std::string_view key = {});

    /// Takes in a user whom the host has already: active at once, no mail.
    [[nodiscard]] Result<User> adopt(const AccountId& account, const NewUser& user, std::string_view key = {});

    /// Records that a mail came back: its delivery is `bounced`, with the detail, which may be whatever the mail system
    /// said of it (its first 500 octets count, and no link in it is kept). The user stays as they are: a resend or a
    /// corrected address is a new mail. Repeating it changes nothing. Refuses with `invalid_message_id`, or
    /// `user_not_found` where there is no such mail (any more).
    [[nodiscard]] Result<User> report_bounce(std::string_view message_id, std::string_view detail);

    /// As above, for a mail system that tells the address alone: of the mails sent to it for the live user who has it
    /// now, in any letter case, the newest. Refuses with `user_not_found` where there is none (field "email").
    [[nodiscard]] Result<User> report_bounce(const AccountId& account, const EmailAddress& address,
                                             std::string_view detail);

    /// Blanks for good what is personal about a user (lifecycle/erasure.hpp), in their history and mails too, having
    /// removed them first if they are there still. Answers with what is left of the user. Refuses with `last_holder`,
    /// in which case nothing is done, and `user_not_found`. Repeat it, without any key, after every error.
    [[nodiscard]] Result<User> erase(const AccountId& account, const UserId& user);

    /// Forgets users who were removed, in whichever way, longer ago than `retention`: those removed first first, up to
    /// `limit`, with their history and mails. Their links are answered as `removed`. How many: fewer than `limit` when
    /// none is left. Refuses with `invalid_time` (field "retention") where that is negative or special, and `empty`
    /// (field "limit").
    [[nodiscard]] Result<std::size_t> purge(const AccountId& account, Duration retention, std::size_t limit);

    // Reading.

    std::optional<User> load(const AccountId& account, const UserId& user) { return store_->load(account, user); }
    std::optional<User> find(const AccountId& account, const EmailAddress& email) {
        return store_->find(account, email);
    }
    /// Returns what `find` does for each of the addresses, by their places, all as of one moment.
    std::vector<std::optional<User>> find_all(const AccountId& account, std::span<const EmailAddress> emails);
    StatusCounts count(const AccountId& account);
    DeliveryCounts count_deliveries(const AccountId& account) { return store_->count_deliveries(account); }
    EventPage events(const EventQuery& query) { return store_->events(query); }
    std::vector<MailRecord> mail(const AccountId& account, const UserId& user) { return store_->mail(account, user); }

    /// One page of users. A user who is there throughout is on one page, whatever is changed meanwhile, unless what the
    /// list is sorted by changes. Refuses with `invalid_cursor` (field "cursor"), `empty` or `too_many` (field "size"),
    /// `invalid_time` (field "expires_before"), and where `search` is no line of text.
    [[nodiscard]] Result<UserList> list(const AccountId& account, const ListRequest& request);

    /// Every action, enabled or with the refusal that it would get now. Refuses with `user_not_found`.
    [[nodiscard]] Result<std::vector<Availability>> available_actions(const AccountId& account, const UserId& user,
                                                                      const Actor& actor);

    /// The same for each user of a page, as the page has them, by their places. What the rules ask about the account is
    /// read once.
    [[nodiscard]] std::vector<Result<std::vector<Availability>>> available_actions(const AccountId& account,
                                                                                   const std::vector<UserRow>& page,
                                                                                   const Actor& actor);

    /// Why the user is not in yet, and what to do about it. Refuses with `user_not_found`.
    [[nodiscard]] Result<std::vector<Finding>> diagnose(const AccountId& account, const UserId& user);

    /// Returns the clock's time.
    Instant now() const { return config_->clock(); }

    const Policy& policy() const noexcept { return config_->policy; }

private:
    Result<Done> apply_by(const AccountId& account, const Request& request, const Clock& clock);
    Result<Done> run(const AccountId& account, Subject subject, Command command, Actor by, std::string_view key);
    Result<Done> run_by_link(std::string_view token, Command command, std::string_view key);
    std::vector<Result<Done>> try_batch(const AccountId& account, std::span<const Request> batch, Instant now,
                                        service::Draft& draft, std::vector<Commit>& commits);
    std::optional<Done> answer_again(const AccountId& account, const KeptKey& kept);
    Result<User> record_bounce(const User& user, const MailRecord& mail, std::string_view detail);

    Store* store_;
    std::shared_ptr<const ServiceConfig> config_;
};

}  // namespace beckon
