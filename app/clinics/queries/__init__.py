"""What is known of suppliers, professionals and the tables that forms are judged by."""
