// Being written right now by a colleague (claimed 19:14): do not write this file.
