//! The TCP server. Empty until it comes: what it will share with the command line stands in `ask`.
