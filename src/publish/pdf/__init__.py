"""What any PDF file is: opened, examined, changed, written, and its content streams followed. The one door to pikepdf."""
