// Part of Connection: what PostgreSQL says beside its answers.
#ifndef STORAGE_REPLICATION_WATCH_H_
#define STORAGE_REPLICATION_WATCH_H_

#include <cstring>
#include <pqxx/connection>
#include <pqxx/errorhandler>

namespace registry::storage {

class ReplicationWatch : public pqxx::errorhandler {
 public:
  explicit ReplicationWatch(pqxx::connection_base& connection) : pqxx::errorhandler(connection) {}

  // False: no other handler gets the message (libpqxx's own prints it to stderr).
  bool operator()(const char message[]) noexcept override {
    if (std::strstr(message, "might not have been replicated") != nullptr) doubt_ = true;
    return false;
  }

  bool doubt() const { return doubt_; }
  void Reset() { doubt_ = false; }

 private:
  bool doubt_ = false;
};

}  // namespace registry::storage

#endif  // STORAGE_REPLICATION_WATCH_H_
