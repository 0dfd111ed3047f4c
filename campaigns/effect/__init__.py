"""What campaigns achieved: those who were reached for against those who were held out."""
