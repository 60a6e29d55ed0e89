// SPDX-License-Identifier: MIT
#include "sqlite/writer.hpp"

#include <utility>

#include "sqlite/migrations.hpp"

namespace beckon::sqlite {

Writer::Writer(const SqliteOptions& options) : connection_(options, Connection::Use::write) {
    migrate_file(connection_, options.busy_timeout);
}

void Writer::write(const Work& work) {
    Waiting mine{work};
    {
        std::unique_lock lock(mutex_);
        queue_.push_back(&mine);
        mine.turn.wait(lock, [&] { return mine.done || !is_led_; });
        if (!mine.done) lead(lock);
    }
    if (mine.failure) std::rethrow_exception(std::move(mine.failure));
}

void Writer::lead(std::unique_lock<std::mutex>& lock) noexcept {
    is_led_ = true;
    batch_.swap(queue_);
    lock.unlock();
    carry_out(batch_);
    lock.lock();
    for (Waiting* waiting : batch_) {
        waiting->done = true;
        waiting->turn.notify_one();
    }
    batch_.clear();
    is_led_ = false;
    if (!queue_.empty()) queue_.front()->turn.notify_one();
}

void Writer::carry_out(std::span<Waiting* const> batch) noexcept {
    std::exception_ptr failure;
    bool work_failed = false;
    try {
        Transaction transaction(connection_);
        try {
            for (const Waiting* waiting : batch) waiting->work(connection_);
        } catch (...) {
            work_failed = true;
            throw;
        }
        transaction.commit();
    } catch (...) {
        failure = std::current_exception();
    }
    if (work_failed && batch.size() > 1) {
        // One of them failed, and all are rolled back. Run each in a transaction of its own.
        for (std::size_t i = 0; i < batch.size(); ++i) carry_out(batch.subspan(i, 1));
        return;
    }
    for (Waiting* waiting : batch) waiting->failure = failure;
}

}  // namespace beckon::sqlite
