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
#include "beckon/ports/request.hpp"
#include "beckon/ports/store.hpp"
#include "beckon/service/link_report.hpp"
#include "beckon/service/service_config.hpp"
#include "beckon/service/user_list.hpp"

namespace beckon {

namespace service {
class Draft;
}

/// A user as an administrator enters them, to be invited or adopted.
struct NewUser {
    EmailAddress email;
    Profile profile;
    std::string reference{};  ///< See `User::reference`.
};

/// The answer to an accept. Start a session only if `first` is true. Otherwise an old email would remain a permanent
/// way in.
struct Acceptance {
    User user;
    /// Whether this accept, or an earlier one under the same key, made the user active. False: they were active before.
    bool first = false;
};

/// The answer to `copy_link`.
struct CopiedLink {
    User user;
    std::string token;  ///< A secret. `link_url` makes a link of it.
};

/// The invitation lifecycle over a store: it looks, decides and commits. It has no rules of its own.
///
/// Every call returns the user as committed, or a refusal, after which nothing has changed. If another command changes
/// the user at the same time, the call decides again on the new state.
///
/// An idempotency key is optional: 1 to 200 printable ASCII characters, scoped by account, remembered for
/// `idempotency_window`. Repeating a command under its key has the effect of one command, and returns the same answer.
/// A different command or actor under the same key is refused as `key_reused`. Only commands that succeeded and changed
/// something are remembered.
///
/// Refuses as `decide` does, and with `invalid_key` or `key_reused`. Errors: propagates exceptions from the store and
/// the clock. Throws std::invalid_argument if the clock returns a special value to a call that only reads (a command
/// refuses it). Throws `StoreError` if other changes of the same user got in between 64 times in a row. After
/// `UnknownOutcomeError`, repeat the command under its key. Threads: every method may be called from any thread.
/// Ownership: the store must outlive the service.
class Service {
public:
    /// Throws std::invalid_argument if a function is missing, if a duration of the policy or config is unusable, or if
    /// the policy fails `check_policy` or the catalogues fail `check`.
    Service(Store& store, ServiceConfig config);
    /// The same, for services that share one configuration: for example, one service for each transaction of a host.
    Service(Store& store, std::shared_ptr<const ServiceConfig> config);

    /// Carries out a request at `now`. Every other command calls this, with the time that the clock returns whenever
    /// the command is decided.
    ///
    /// Refuses as `decide` does; with `changed_meanwhile`; with `empty` (field "commands"); with `invalid_key` or
    /// `key_reused` (field "idempotency_key"); with `invalid_value` (field "revision"); with `invalid_time` (field
    /// "now").
    [[nodiscard]] Result<Done> apply(const AccountId& account, const Request& request, Instant now);

    /// Carries out many requests, in their order, each on the state that those before it leave. Returns an answer for
    /// each, at the same index. A refused request changes nothing and does not stop the others. Requests can hold any
    /// commands: adopt many users, resend to many, or edit and deactivate in one step.
    ///
    /// Some hundreds of requests at a time are decided and committed in one transaction. If another change gets in
    /// between, they are decided again and committed one by one. If the call throws, earlier requests may have been
    /// carried out.
    [[nodiscard]] std::vector<Result<Done>> apply_all(const AccountId& account, std::span<const Request> requests,
                                                      Instant now, const BatchOptions& options = {});

    // For administrators. Each may also refuse with `not_permitted`, `user_not_found`, or according to the user's
    // status (docs/lifecycle.md). Those that send have a second form, which takes terms and also returns the token if
    // it is to be passed on by hand. The second form may also refuse as `refuse_terms` does and with `not_offered`
    // (field "note" or "by_hand"); by hand also with `not_permitted` (field "by_hand") and `role_above_own`.

    /// Invites a new user by email. Refuses with `role_above_own` (field "roles"), `address_taken`, `too_many_pending`,
    /// `too_soon`, or as `refuse_profile` does.
    [[nodiscard]] Result<User> invite(const AccountId& account, const NewUser& invitee, const Actor& by,
                                      std::string_view key = {});
    [[nodiscard]] Result<Done> invite(const AccountId& account, const NewUser& invitee, const Actor& by,
                                      std::string_view key, const Terms& terms);
    /// Emails the invitation again, with the same link or a fresh one, as the policy says. Refuses with `still_valid`,
    /// `invitation_expired`, `too_soon`.
    [[nodiscard]] Result<User> resend(const AccountId& account, const UserId& user, const Actor& by,
                                      std::string_view key = {});
    [[nodiscard]] Result<Done> resend(const AccountId& account, const UserId& user, const Actor& by,
                                      std::string_view key, const Terms& terms);
    /// Emails a fresh invitation in place of an expired one. Refuses with `still_valid`, `not_offered`, `too_soon`.
    [[nodiscard]] Result<User> send_new(const AccountId& account, const UserId& user, const Actor& by,
                                        std::string_view key = {});
    [[nodiscard]] Result<Done> send_new(const AccountId& account, const UserId& user, const Actor& by,
                                        std::string_view key, const Terms& terms);
    /// Returns the token of the newest link, to be passed on by hand. This is recorded, and no email is sent. Refuses
    /// with `role_above_own`, `not_offered`, `invitation_expired`, `signing_key_retired`.
    [[nodiscard]] Result<CopiedLink> copy_link(const AccountId& account, const UserId& user, const Actor& by,
                                               std::string_view key = {});
    /// Emails a fresh link to another address, or to the same one. Older links stop working. Refuses with
    /// `role_above_own`, `address_taken`, `too_soon`.
    [[nodiscard]] Result<User> correct_email(const AccountId& account, const UserId& user, const EmailAddress& email,
                                             const Actor& by, std::string_view key = {});
    [[nodiscard]] Result<Done> correct_email(const AccountId& account, const UserId& user, const EmailAddress& email,
                                             const Actor& by, std::string_view key, const Terms& terms);
    /// Withdraws a pending invitation. Its links stop working, and its address becomes free. Refuses with
    /// `role_above_own`.
    [[nodiscard]] Result<User> cancel(const AccountId& account, const UserId& user, const Actor& by,
                                      std::string_view key = {});
    /// Takes away access until `activate`. Refuses with `oneself`, `role_above_own`, `last_holder`, `not_accepted_yet`.
    [[nodiscard]] Result<User> deactivate(const AccountId& account, const UserId& user, const Actor& by,
                                          std::string_view key = {});
    /// Restores access. No email is sent. Refuses with `role_above_own`.
    [[nodiscard]] Result<User> activate(const AccountId& account, const UserId& user, const Actor& by,
                                        std::string_view key = {});
    /// Takes the user off the list permanently, in any status. The address becomes free. Refuses with `oneself`,
    /// `role_above_own`, `last_holder`.
    [[nodiscard]] Result<User> remove(const AccountId& account, const UserId& user, const Actor& by,
                                      std::string_view key = {});
    /// Changes the given values. Refuses with `role_above_own` (field "roles"), `last_holder`, or as `refuse_profile`
    /// does.
    [[nodiscard]] Result<User> edit(const AccountId& account, const UserId& user, const ProfileChange& changes,
                                    const Actor& by, std::string_view key = {});

    // For the invitee. Looking at a link does not use it up. A page that a link leads to must call `check_link`, and
    // `accept` only when the person says so.

    /// Returns the state of the link now. It changes nothing, so mail scanners may open a link any number of times.
    LinkReport check_link(std::string_view token);

    /// Records that the person begins set-up, once per link, for diagnosis. The link still works afterwards.
    [[nodiscard]] Result<User> begin_setup(std::string_view token);

    /// Accepts for the person. `identity` is the address that the host has verified to be theirs, if it has.
    [[nodiscard]] Result<Acceptance> accept(std::string_view token, const std::optional<EmailAddress>& identity = {},
                                            std::string_view key = {});

    /// Declines for the person, which closes the invitation. Refuses with `not_offered`, or with the reason why the
    /// link does not work.
    [[nodiscard]] Result<User> decline(std::string_view token, std::string_view key = {});

    // For the host itself.

    /// Accepts for a person who came without a link, and whose address `identity` the host has verified (single
    /// sign-on). Refuses with `user_not_found` if no live user has the address, whatever the key.
    [[nodiscard]] Result<Acceptance> accept_verified(const AccountId& account, const EmailAddress& identity,
                                                     std::string_view key = {});

    /// Takes in a user whom the host already has. They are active at once. No email is sent.
    [[nodiscard]] Result<User> adopt(const AccountId& account, const NewUser& user, std::string_view key = {});

    /// Records that an email bounced: its delivery becomes `bounced`. `detail` may be any text from the mail system.
    /// Its first 500 octets are stored, with the link removed. The user does not change: a resend or a corrected
    /// address makes a new email. Repeating the call changes nothing. Refuses with `invalid_message_id`, or with
    /// `user_not_found` if there is no such email (any more).
    [[nodiscard]] Result<User> report_bounce(std::string_view message_id, std::string_view detail);

    /// The same, for a mail system that reports only the address. It is about the latest email sent to this address, in
    /// any letter case, of any account, among those queued in the last 7 days. Refuses with `user_not_found` (field
    /// "email") if there is none.
    [[nodiscard]] Result<User> report_bounce(const EmailAddress& address, std::string_view detail);

    /// The same, if the account is known: about the latest email sent to this address for the live user who has it now,
    /// however long ago.
    [[nodiscard]] Result<User> report_bounce(const AccountId& account, const EmailAddress& address,
                                             std::string_view detail);

    /// Permanently blanks the personal data of a user (lifecycle/erasure.hpp), in their history and emails too. Removes
    /// them first if they have not left. Returns what is left of the user. Refuses with `last_holder`, having done
    /// nothing, and with `user_not_found`. Repeat the call after any error; it needs no key.
    [[nodiscard]] Result<User> erase(const AccountId& account, const UserId& user);

    /// Permanently deletes up to `limit` users who left, in any way, longer than `retention` ago, earliest first, with
    /// their history and emails. Their links are answered as `removed`. Returns the number deleted; fewer than `limit`
    /// means that none are left. Refuses with `invalid_time` (field "retention") if `retention` is negative or a
    /// special value, and with `empty` (field "limit") if `limit` is 0.
    [[nodiscard]] Result<std::size_t> purge(const AccountId& account, Duration retention, std::size_t limit);

    // Reading.

    std::optional<User> load(const AccountId& account, const UserId& user) { return store_->load(account, user); }
    std::optional<User> find(const AccountId& account, const EmailAddress& email) {
        return store_->find(account, email);
    }
    /// Returns what `find` returns for each of the addresses, at the same index, all as of one moment.
    std::vector<std::optional<User>> find_all(const AccountId& account, std::span<const EmailAddress> emails);
    StatusCounts count(const AccountId& account);
    DeliveryCounts count_deliveries(const AccountId& account) { return store_->count_deliveries(account); }
    EventPage events(const EventQuery& query) { return store_->events(query); }
    std::vector<MailRecord> mail(const AccountId& account, const UserId& user) { return store_->mail(account, user); }

    /// Returns one page of users. A user who is there throughout is on exactly one page, whatever changes meanwhile,
    /// unless their sort key changes. Refuses with `invalid_cursor` (field "cursor"), `empty` or `too_many` (field
    /// "size"), `invalid_time` (field "expires_before"), and if `search` is not one line of text.
    [[nodiscard]] Result<UserList> list(const AccountId& account, const ListRequest& request);

    /// Returns every action, enabled or with the refusal that it would get now. Refuses with `user_not_found`.
    [[nodiscard]] Result<std::vector<Availability>> available_actions(const AccountId& account, const UserId& user,
                                                                      const Actor& actor);

    /// The same for each user of a page, as they are on the page, at the same index. Facts about the account are read
    /// only once.
    [[nodiscard]] std::vector<Result<std::vector<Availability>>> available_actions(const AccountId& account,
                                                                                   const std::vector<UserRow>& page,
                                                                                   const Actor& actor);

    /// Returns why the user is not in yet, and what to do about it. Refuses with `user_not_found`.
    [[nodiscard]] Result<std::vector<Finding>> diagnose(const AccountId& account, const UserId& user);

    /// Returns the time of the clock.
    Instant now() const { return config_->clock(); }

    const Policy& policy() const noexcept { return config_->policy; }

private:
    Result<Done> apply_by(const AccountId& account, const Request& request, const Clock& clock);
    Result<Done> run(const AccountId& account, Subject subject, Command command, Actor by, std::string_view key);
    Result<Done> run_by_link(std::string_view token, Command command, std::string_view key);
    std::vector<Result<Done>> try_batch(const AccountId& account, std::span<const Request> batch, Instant now,
                                        service::Draft& draft, std::vector<Commit>& commits);
    std::optional<Done> answer_again(const AccountId& account, const RememberedRequest& kept);
    Result<User> record_bounce(const User& user, const MailRecord& mail, std::string_view detail);

    Store* store_;
    std::shared_ptr<const ServiceConfig> config_;
};

}  // namespace beckon
