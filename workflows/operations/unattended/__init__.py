"""What happens without anybody: alarms, the coordinator, published calendars."""
