// SPDX-License-Identifier: MIT
#include "tests/soak/host.hpp"

#include <chrono>
#include <stdexcept>

#include "beckon/link/token.hpp"

namespace beckon::soak {

namespace {

KeyRing keys() {
    SigningKey key{.id = 1};
    for (std::size_t i = 0; i < key.secret.size(); ++i) key.secret.at(i) = static_cast<std::uint8_t>(0x40U + i);
    return KeyRing({key});
}

Answer answer_of_acceptance(const Result<Acceptance>& result) {
    if (result.has_value()) {
        return {.kind = Answer::Kind::ok, .first = result->first, .revision = result->user.revision};
    }
    return {.kind = Answer::Kind::refused, .reason = result.error().reason};
}

}  // namespace

Answer answer_of(const Result<User>& result) {
    if (result.has_value()) return {.kind = Answer::Kind::ok, .revision = result->revision};
    return {.kind = Answer::Kind::refused, .reason = result.error().reason};
}

AccountId account_named(const std::string& text) { return AccountId::parse(text).value(); }
EmailAddress address_of(const std::string& local_part) {
    return EmailAddress::parse(local_part + "@example.test").value();
}
EmailAddress sender() { return address_of("noreply"); }

UserId user_id(std::uint64_t group, std::uint32_t number) {
    UserId id{};
    for (std::size_t i = 0; i < 8; ++i) id.data[i] = static_cast<std::uint8_t>(group >> (56U - 8U * i));
    for (std::size_t i = 0; i < 4; ++i) id.data[15 - i] = static_cast<std::uint8_t>(number >> (8U * i));
    return id;
}

NewUser agent(const std::string& local_part) { return {address_of(local_part), {.name = "A", .roles = {"Agent"}}}; }

std::string token_for(const AccountId& account, const UserId& user, std::uint32_t generation) {
    static const KeyRing ring = keys();
    return make_token(ring, {account, user, {generation, ring.newest().id}}).value();
}

std::string key_text(std::uint32_t number) { return number == 0 ? std::string() : "key " + std::to_string(number); }

ServiceConfig service_config(const Policy& policy, Clock clock) {
    CourierConfig shared = courier_config(std::move(clock));
    return {.policy = policy,
            .keys = std::move(shared.keys),
            .clock = std::move(shared.clock),
            .idempotency_window = boost::posix_time::hours(24 * 3650)};  // Longer than any soak's clock runs.
}

CourierConfig courier_config(Clock clock) {
    return {.keys = keys(),
            .describe =
                [](const AccountId& account) {
                    return AccountDescription{.name = account.text(),
                                              .support_contact = "help@example.test",
                                              .base_url = "https://app.example.test/invitations/",
                                              .from = sender()};
                },
            .clock = std::move(clock),
            .max_lapses = 1'000'000};
}

Answer ask(Service& service, const AccountId& account, const UserId& user, const Request& request) {
    const std::string key = key_text(request.key);
    return answer_of([&] {
        switch (request.verb) {
            case Verb::accept:
                return answer_of_acceptance(service.accept(token_for(account, user, request.generation), {}, key));
            case Verb::decline: return answer_of(service.decline(token_for(account, user, request.generation), key));
            case Verb::begin_setup: return answer_of(service.begin_setup(token_for(account, user, request.generation)));
            case Verb::send_new: return answer_of(service.send_new(account, user, Host{}, key));
            case Verb::resend: return answer_of(service.resend(account, user, Host{}, key));
            case Verb::cancel: return answer_of(service.cancel(account, user, Host{}, key));
            case Verb::deactivate: return answer_of(service.deactivate(account, user, Host{}, key));
            case Verb::activate: return answer_of(service.activate(account, user, Host{}, key));
            case Verb::remove: return answer_of(service.remove(account, user, Host{}, key));
            case Verb::read: return seen(service.load(account, user));
            case Verb::invite: break;
        }
        throw std::logic_error("whom to invite is not said by a request");
    });
}

std::uint64_t fresh_stamp() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

}  // namespace beckon::soak
