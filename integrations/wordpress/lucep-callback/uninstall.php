<?php
/**
 * Leaves nothing behind when the plugin is deleted.
 *
 * @package LucepCallback
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

delete_option( 'lucep_callback' );

if ( is_multisite() ) {
	foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $lucep_callback_site ) {
		switch_to_blog( $lucep_callback_site );
		delete_option( 'lucep_callback' );
		restore_current_blog();
	}
}
