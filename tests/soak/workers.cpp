// SPDX-License-Identifier: MIT
#include "tests/soak/workers.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <thread>

#include "beckon/lifecycle/policies.hpp"
#include "tests/soak/host.hpp"

namespace beckon::soak {

namespace {

void pause(std::uint32_t micros) { std::this_thread::sleep_for(std::chrono::microseconds(micros)); }

/// One who asks a service for things, and notes them.
class Person {
public:
    Person(const Workplace& workplace, Board& board, std::size_t place)
        : workplace_(workplace),
          log_(board.people.at(place)),
          store_(open_patiently(workplace)),
          recorder_(static_cast<std::uint32_t>(place), board.tickets),
          clock_(recorder_.watched([&board] { return board.now.load(); })) {
        ++board.ready;
    }

    bool is_tired() const { return log_.is_full(); }
    std::size_t deeds() const { return log_.entries().size(); }

    void does(const UserId& user, const Request& request) {
        Operation operation{.user = user, .request = request};
        const Operation& done =
            recorder_.record(log_, user, request, [&] { return ask_again(*store_, workplace_, clock_, operation); });
        const Answer::Kind kind = done.answer.kind;
        if (kind == Answer::Kind::failed || kind == Answer::Kind::unknown) pause(20'000);  // The server may come back.
    }

private:
    const Workplace& workplace_;
    Log<Operation, 150>& log_;
    std::unique_ptr<Store> store_;
    Recorder recorder_;
    Clock clock_;
};

/// One who sends mails, and notes them.
class Sender {
public:
    Sender(const Workplace& workplace, Board& board, std::size_t place)
        : board_(board),
          log_(board.couriers.at(place)),
          store_(sabotaged(open_patiently(workplace), workplace.sabotage)),
          courier_(*store_, courier_config([&board] { return at(board.now); })),
          mailer_(workplace.smtp) {
        ++board.ready;
    }

    bool is_tired() const { return log_.is_full(); }

    /// Sends one mail; if it lingers, perhaps not before its lease has run out. Whether there was one.
    bool sends(bool lingers) {
        const auto mail = courier_.claim();
        if (!mail) return false;
        const ClaimedMail& claimed = mail->claimed;
        const MailIntent& intent = claimed.mail.intent;
        MailStep step{.user = intent.user, .revision = intent.revision, .fence = claimed.fence};
        step.ended = ++board_.tickets;
        log_.append(step);
        if (log_.is_full()) return false;
        if (lingers) linger(micros_of(claimed.lease_ends));
        const MailOutcome outcome = mailer_.send(mail->message);
        step.kind = MailStep::Kind::settled;
        step.sent = outcome.kind == MailOutcome::Kind::accepted;
        step.began = ++board_.tickets;
        step.ended = never;
        MailStep& noted = log_.append(step);
        noted.taken = courier_.settle(*mail, outcome).result == SettleResult::settled;
        std::atomic_signal_fence(std::memory_order_seq_cst);  // As in Recorder::record.
        noted.ended = ++board_.tickets;
        return true;
    }

private:
    /// Until then or for some milliseconds; and long enough for another to claim the mail.
    void linger(Micros end) {
        for (int i = 0; i < 30 && board_.now < end; ++i) pause(300);
        pause(500);
    }

    Board& board_;
    Log<MailStep, 600>& log_;
    std::unique_ptr<Store> store_;
    Courier courier_;
    SmtpMailer mailer_;
};

/// A key for every other request, no number twice in a round.
std::uint32_t next_key(std::uint32_t& last, Dice& dice) { return dice.one_in(2) ? ++last : 0; }

}  // namespace

void Board::clear() {
    users = 0;
    ready = 0;
    is_done = false;
    for (auto& log : people) log.clear();
    for (auto& log : couriers) log.clear();
}

AccountId Workplace::account_of(std::uint64_t any_round) const {
    return account_named(fmt::format("kills-{}-{}", stamp, any_round));
}

UserId Workplace::user(std::uint32_t number) const { return user_id(stamp + round, number); }

std::uint64_t Workplace::round_of(const UserId& user) const {
    std::uint64_t group = 0;
    for (std::size_t i = 0; i < 8; ++i) group = group << 8U | user.data[i];
    return group - stamp;
}

const Policy& policy_of_workers() {
    static const Policy policy = [] {
        Policy recommended = policies::recommended();
        recommended.cooldown = Duration{};
        recommended.max_pending.reset();
        return recommended;
    }();
    return policy;
}

std::unique_ptr<Store> open_patiently(const Workplace& workplace) {
    const auto patience = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    for (;;) {
        try {
            auto store = open(workplace.place);
            store->count(workplace.account(), at(0));
            return sabotaged(std::move(store),
                             workplace.sabotage == Sabotage::no_compare ? workplace.sabotage : Sabotage::none);
        } catch (const StoreError& error) {
            if (error.retry() == StoreError::Retry::pointless || std::chrono::steady_clock::now() > patience) throw;
        }
        pause(5000);
    }
}

Answer ask_again(Store& store, const Workplace& workplace, const Clock& clock, const Operation& operation) {
    ServiceConfig config = service_config(policy_of_workers(), clock);
    config.new_user_id = [&] { return operation.user; };
    Service service(store, std::move(config));
    if (operation.request.verb != Verb::invite) {
        return ask(service, workplace.account(), operation.user, operation.request);
    }
    return answer_of([&] {
        const std::string local_part = "u" + std::to_string(operation.user.data[15]);
        return answer_of(
            service.invite(workplace.account(), agent(local_part), Host{}, key_text(operation.request.key)));
    });
}

void invite_people(const Workplace& workplace, Board& board, Dice dice) {
    Person person(workplace, board, 0);
    std::uint32_t key = 0;
    while (!person.is_tired()) {
        const std::uint32_t users = board.users;
        if (users < most_users && (users == 0 || dice.one_in(2))) {
            board.users = users + 1;
            person.does(workplace.user(users), {.verb = Verb::invite, .key = next_key(key, dice)});
            continue;
        }
        constexpr std::array verbs{Verb::resend,     Verb::resend,   Verb::resend, Verb::cancel,
                                   Verb::deactivate, Verb::activate, Verb::remove};
        person.does(workplace.user(dice.below(users)),
                    {.verb = verbs.at(dice.below(verbs.size())), .key = next_key(key, dice)});
    }
}

void accept_people(const Workplace& workplace, Board& board, Dice dice) {
    Person person(workplace, board, 1);
    std::uint32_t key = 1'000'000;  // None of the inviter's.
    while (!person.is_tired()) {
        // Few enough for the check of a history, also where the inviter dies early.
        if (const std::uint32_t users = board.users; person.deeds() < std::size_t{4} * users) {
            person.does(workplace.user(dice.below(users)), {.verb = dice.one_in(8) ? Verb::decline : Verb::accept,
                                                            .generation = 1 + dice.below(2),
                                                            .key = next_key(key, dice)});
        }
        pause(dice.below(400));
    }
}

void send_mails(const Workplace& workplace, Board& board, std::size_t courier, Dice dice) {
    Sender sender(workplace, board, courier);
    while (!sender.is_tired()) {
        try {
            if (sender.sends(dice.one_in(2))) continue;
        } catch (const StoreError&) {
            pause(1000);  // What was claimed is handed out again when its lease has ended.
        }
        pause(300);
    }
}

void run_course(const Workplace& workplace, Board& board) {
    {
        Person inviter(workplace, board, 0);
        Person invitee(workplace, board, 1);
        Sender sender(workplace, board, 0);
        board.users = 2;
        inviter.does(workplace.user(0), {.verb = Verb::invite, .key = 1});
        inviter.does(workplace.user(1), {.verb = Verb::invite});
        sender.sends(false);
        inviter.does(workplace.user(0), {.verb = Verb::resend, .key = 2});
        while (sender.sends(false)) continue;
        invitee.does(workplace.user(0), {.verb = Verb::accept, .generation = 2, .key = 3});
        invitee.does(workplace.user(1), {.verb = Verb::accept, .generation = 1});
        inviter.does(workplace.user(0), {.verb = Verb::deactivate, .key = 4});
        inviter.does(workplace.user(1), {.verb = Verb::remove});
    }
    board.is_done = true;
}

}  // namespace beckon::soak
