"""What a team allows in its images, and what an image has of the rest."""
