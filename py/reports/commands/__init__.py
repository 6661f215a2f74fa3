"""The commands of the program: each reads its arguments, asks the model, and prints."""
